"""The list row: one shape, stored as text, readable by everybody."""

import json
from dataclasses import replace

from lambdesk.tickets.model import State
from lambdesk.tickets.queries import row, row_text
from tests.unit.tickets import samples

FIELDS = {
    "number", "subject", "state", "category", "priority", "assignee_id", "team_id", "requester", "created_at",
    "updated_at", "last_message_at", "last_message_by", "message_count", "version", "channel", "unauthenticated",
}  # fmt: skip


def test_a_row_has_exactly_the_fields_of_the_contract() -> None:
    shown = row(samples.opened().ticket)
    assert set(shown) == FIELDS
    assert shown["requester"] == {"id": samples.ANNA.customer_id, "name": samples.ANNA.name}
    assert shown["created_at"] == "2026-03-02T09:00:00.000Z"


def test_the_category_follows_the_state() -> None:
    shown = row(samples.in_state(State.ON_HOLD).ticket)
    assert (shown["state"], shown["category"]) == ("on_hold", "paused")


def test_the_stored_text_is_compact_and_keeps_every_letter() -> None:
    ticket = replace(samples.opened().ticket, subject='Grüße, "日本"\u2028')
    text = row_text(ticket)
    assert json.loads(text) == row(ticket)
    assert "Grüße" in text
    assert ": " not in text


def test_the_largest_row_stays_within_a_kilobyte_of_characters() -> None:
    long_id = "usr_" + "7" * 26
    ticket = replace(
        samples.opened().ticket,
        subject="x" * 250,
        requester_name="y" * 120,
        requester_id=long_id,
        assignee_id=long_id,
        team_id=long_id,
        number=9_999_999_999,
        version=999_999,
        message_count=99_999,
    )
    assert len(row_text(ticket)) <= 1024
