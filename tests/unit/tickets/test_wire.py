"""What leaves us: the list row, stored as text, and the forms that schemas describe."""

import json
from dataclasses import replace

import pytest

from lambdesk.adapters.dynamodb import rows
from lambdesk.conversations.model import Message
from lambdesk.kit import clock as moments
from lambdesk.tickets import schemas, wire
from lambdesk.tickets.model import Loaded, State, Ticket
from lambdesk.tickets.settings.model import DEFAULT_RULES
from lambdesk.tickets.wire import row, row_text
from tests.contracts.stores import examples
from tests.support.clocks import pinned
from tests.unit.tickets import samples

FIELDS = {
    "number", "subject", "state", "state_category", "priority", "assignee_id", "team_id", "requester", "created_at",
    "updated_at", "last_message_at", "last_message_by", "message_count", "version", "channel", "unauthenticated",
    "sla", "escalation_level", "status_id", "category_id", "tags", "snoozed_until", "merged_into",
    "snoozed_until_reply", "organisation_id", "tier",
}  # fmt: skip


def test_a_row_has_exactly_the_fields_of_the_contract() -> None:
    shown = row(samples.opened().ticket)
    assert set(shown) == FIELDS
    assert shown["requester"] == {"id": samples.ANNA.customer_id, "name": samples.ANNA.name}
    assert shown["created_at"] == "2026-03-02T09:00:00.000Z"


def test_the_category_follows_the_state() -> None:
    shown = row(samples.in_state(State.ON_HOLD).ticket)
    assert (shown["state"], shown["state_category"]) == ("on_hold", "paused")


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
        sla=pinned(examples.clock(paused=True, since=examples.at(60))),
    )
    assert len(rows.pack(ticket)) <= 1024, "as it is kept, and paid for"
    assert len(row_text(ticket)) <= 1200, "as it is sent"


def test_a_clock_says_how_it_stands() -> None:
    def shown(**fields: object) -> tuple[object, ...]:
        clock = row(examples.ticket(1, sla=pinned(examples.clock(**fields))))["sla"]
        return clock["state"], clock["paused_at"], clock["answered_at"]

    due, later = examples.at(28_800), examples.at(30_000)
    told = moments.to_text(examples.at(60)), moments.to_text(later)
    assert shown() == ("running", None, None)
    assert shown(warned=1) == ("warned", None, None)
    assert shown(paused=True, since=examples.at(60)) == ("paused", told[0], None)
    assert shown(answered_at=examples.at(60)) == ("met", None, told[0])
    assert shown(answered_at=later, paused=True, since=examples.at(60)) == ("met", None, told[1])
    assert shown(breached_at=due) == ("breached", None, None)
    assert shown(breached_at=due, answered_at=later) == ("breached", None, told[1])


@pytest.mark.parametrize("said", examples.messages(12), ids=lambda each: each.body[:9])
def test_a_message_is_what_the_schema_says(said: Message) -> None:
    made = wire.message(said)
    assert schemas.Message.model_validate(made).model_dump(mode="json") == made


@pytest.mark.parametrize("told", [examples.FULL_TICKET, examples.ticket(12)], ids=["full", "plain"])
def test_a_view_is_what_the_schema_says(told: Ticket) -> None:
    fact = examples.event("tnt_1", 12)
    loaded = Loaded(told, examples.FULL_DETAILS)
    made = wire.view(loaded, examples.messages(12), (fact,), "TKT-", DEFAULT_RULES, complete=True)
    assert schemas.TicketView.model_validate(made).model_dump(mode="json") == made
    assert schemas.Row.model_validate(wire.row(told)).model_dump(mode="json") == wire.row(told)
