"""The codec gives back every entity it was given, whatever is in it."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.adapters.dynamodb import codec, rows, timeline
from lambdesk.adapters.dynamodb.policies import SLA_POLICIES
from lambdesk.conversations.model import (
    Attachment,
    Channel,
    Delivery,
    MailClass,
    MailFacts,
    Message,
    MessageKind,
    SendState,
)
from lambdesk.identity.model import Session
from lambdesk.kit.changes import Claim
from lambdesk.kit.context import Actor, ActorKind
from lambdesk.kit.events import Event
from lambdesk.tickets.model import Participant, ParticipantRole, Priority, State, Ticket, TicketDetails
from lambdesk.tickets.wire import row_text

TENANT = "tnt_01HQ0000000000000000000000"
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
MAYBE = st.none() | TEXT
COUNT = st.integers(0, 10**10 - 1)
MOMENT = st.integers(0, 2**43).map(lambda number: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number))
WORDS = st.lists(TEXT, max_size=3).map(tuple)
ACTOR = st.builds(Actor, st.sampled_from(ActorKind), MAYBE)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


def an_id(prefix: str) -> st.SearchStrategy[str]:
    return st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=26, max_size=26).map(lambda ulid: f"{prefix}_{ulid}")


TICKETS = st.builds(
    Ticket,
    number=COUNT,
    subject=TEXT,
    state=st.sampled_from(State),
    priority=st.sampled_from(Priority),
    channel=st.sampled_from(Channel),
    requester_id=TEXT,
    requester_name=TEXT,
    created_at=MOMENT,
    updated_at=MOMENT,
    last_message_at=MOMENT,
    last_message_by=TEXT,
    last_message_id=TEXT,
    message_count=COUNT,
    version=COUNT,
    assignee_id=MAYBE,
    team_id=MAYBE,
    mailbox=MAYBE,
    unauthenticated=st.booleans(),
    state_before=st.none() | st.sampled_from(State),
)
MESSAGES = st.builds(
    Message,
    id=an_id("msg"),
    number=COUNT,
    kind=st.sampled_from(MessageKind),
    author=ACTOR,
    author_name=TEXT,
    body=TEXT,
    channel=st.sampled_from(Channel),
    created_at=MOMENT,
    quoted_from=st.none() | COUNT,
    body_key=MAYBE,
    attachments=st.lists(st.builds(Attachment, TEXT, TEXT, COUNT, TEXT), max_size=2).map(tuple),
    mail=st.none() | st.builds(MailFacts, TEXT, MAYBE, st.sampled_from(MailClass), st.booleans(), WORDS),
    delivery=st.none()
    | st.builds(Delivery, st.sampled_from(SendState), WORDS, WORDS, MAYBE, MAYBE, st.none() | MOMENT),
    version=COUNT,
)
DETAILS = st.builds(
    TicketDetails,
    number=COUNT,
    participants=st.lists(st.builds(Participant, TEXT, TEXT, st.sampled_from(ParticipantRole), MAYBE), max_size=3).map(
        tuple
    ),
    follow_up_of=st.none() | COUNT,
    created_by=MAYBE,
)
EVENTS = st.builds(
    Event,
    id=an_id("evt"),
    type=TEXT,
    tenant=st.just(TENANT),
    aggregate=st.sampled_from(("ticket:7", "ticket:8", "message:msg_1")),
    version=COUNT,
    at=MOMENT,
    actor=ACTOR,
    cause=st.dictionaries(TEXT, TEXT, max_size=2),
    correlation_id=TEXT,
    causation_id=MAYBE,
    data=st.dictionaries(TEXT, JSON, max_size=3),
    schema=st.integers(1, 3),
)


@given(TICKETS)
def test_tickets(ticket: Ticket) -> None:
    item = codec.item_of(TENANT, ticket)
    assert codec.ticket(item) == ticket
    assert rows.to_json(item["d"]["S"]) == row_text(ticket)


@given(MESSAGES)
def test_messages(message: Message) -> None:
    assert codec.message(codec.item_of(TENANT, message)) == message


def test_words_kept_before_they_were_folded_are_read_as_well() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    said = Message("msg_" + "0" * 26, 1, MessageKind.NOTE, Actor(ActorKind.SYSTEM), "", "x" * 900, Channel.API, moment)
    item = codec.item_of(TENANT, replace(said, html="<p>y</p>" * 90))
    assert not {"b", "h"} & set(item)
    older = {name: value for name, value in item.items() if name != "z"} | {"b": {"S": "x" * 900}}
    assert codec.message(older) == said


@given(DETAILS)
def test_details(details: TicketDetails) -> None:
    assert codec.details(codec.item_of(TENANT, details)) == details


@given(st.lists(EVENTS, min_size=1, max_size=4).map(tuple))
def test_the_facts_of_one_change(events: tuple[Event, ...]) -> None:
    item = timeline.events_item(TENANT, "ticket:7", events)
    assert timeline.events(item) == events
    assert item["sk"]["S"] == "E#" + events[0].id[4:]


@given(MOMENT)
def test_a_claim_stands_until_its_second_is_over(moment: datetime) -> None:
    claim = Claim("s", "k", {"a": ""}, moment)
    item = codec.claim_item(TENANT, claim)
    assert codec.claim_data(item, moment - timedelta(milliseconds=1)) == {"a": ""}
    assert codec.claim_data(item, moment + timedelta(seconds=1)) is None


def test_only_what_runs_out_has_a_ttl() -> None:
    moment = datetime(2026, 1, 1, 0, 0, 0, 1000, tzinfo=UTC)
    session = Session("ses_1", "usr_1", "r", "h", moment, moment, moment)
    assert codec.item_of(TENANT, session)["ttl"] == {"N": str(int(moment.timestamp()) + 1)}
    claim = codec.claim_item(TENANT, Claim("s", "k", {}, moment.replace(microsecond=0)))
    assert claim["ttl"] == {"N": str(int(moment.timestamp()))}
    assert "ttl" not in codec.claim_item(TENANT, Claim("s", "k", {}))


# Policies have a form of their own, one the item and the others a list in it; the stores' contract has them.
SHAPES = [shape for shape, _ in codec.PLACES.values() if shape is not SLA_POLICIES]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.cls.__name__)
def test_no_field_is_forgotten_and_no_attribute_used_twice(shape: Any) -> None:
    by_key = {"Message": {"id", "number"}, "TicketDetails": {"number"}, "Notification": {"id", "user_id"}}
    by_key |= {key: {"id"} for key in ("Status", "FieldDefinition", "Category", "Team")}
    by_key |= {name: {"id"} for name in ("CannedResponse", "CannedUses", "ApiKey", "ApiKeyUse", "InboundSource")}
    by_key |= {"SavedDraft": {"number", "owner"}, "Tag": {"name"}}
    # Looked up with it, and never kept.
    by_key |= {"CustomerAddress": {"organisation"}}
    told_by_key = by_key.get(shape.cls.__name__, set())
    names = {name for name, _, _ in shape.fields}
    assert names == {each.name for each in fields(shape.cls)} - told_by_key
    shorts = [short for _, short, _ in shape.fields]
    assert len(set(shorts)) == len(shorts)
    assert not {"pk", "sk", "ttl"} & set(shorts)


@pytest.mark.parametrize("wrong", ["", "msg_", "evt_" + "0" * 26, "0" * 26, "msg_" + "#" * 26])
def test_ids_that_are_none_are_refused(wrong: str) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    message = Message(wrong, 1, MessageKind.NOTE, Actor(ActorKind.SYSTEM), "", "", Channel.API, moment)
    with pytest.raises(ValueError, match="prefix"):
        codec.item_of(TENANT, message)
