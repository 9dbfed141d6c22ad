"""Messages: what is public, what an event may tell."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from lambdesk.conversations.events import MessageCreated, MessageSendFailed, MessageSent
from lambdesk.conversations.model import Channel, Message, MessageKind
from lambdesk.kit.context import SYSTEM
from lambdesk.kit.events import REGISTRY

EVENTS = [MessageCreated, MessageSent, MessageSendFailed]


def message(kind: MessageKind) -> Message:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Message("msg_1", 7, kind, SYSTEM, "System", "Words", Channel.API, moment)


@pytest.mark.parametrize(
    ("kind", "public"), [(MessageKind.CUSTOMER, True), (MessageKind.REPLY, True), (MessageKind.NOTE, False)]
)
def test_only_a_note_is_internal(kind: MessageKind, public: bool) -> None:
    assert message(kind).public is public


def test_every_kind_is_decided() -> None:
    assert {kind for kind in MessageKind if not message(kind).public} == {MessageKind.NOTE}


@pytest.mark.parametrize("payload", EVENTS)
def test_a_fact_about_a_message_names_it_and_holds_no_words(payload: type) -> None:
    names = {each.name for each in fields(payload)}
    assert "message_id" in names
    assert names.isdisjoint({"body", "subject", "name", "email", "to", "cc"})
    assert REGISTRY[payload.EVENT_TYPE] is payload  # type: ignore[attr-defined]
