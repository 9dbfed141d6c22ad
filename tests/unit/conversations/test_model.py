"""Messages: what an event may tell."""

from dataclasses import fields

import pytest

from lambdesk.conversations.events import MessageBounced, MessageCreated, MessageSendFailed, MessageSent
from lambdesk.kit.events import REGISTRY

EVENTS = [MessageBounced, MessageCreated, MessageSent, MessageSendFailed]


@pytest.mark.parametrize("payload", EVENTS)
def test_a_fact_about_a_message_names_it_and_holds_no_words(payload: type) -> None:
    names = {each.name for each in fields(payload)}
    assert "message_id" in names
    assert names.isdisjoint({"body", "subject", "name", "email", "to", "cc"})
    assert REGISTRY[payload.EVENT_TYPE] is payload  # type: ignore[attr-defined]
