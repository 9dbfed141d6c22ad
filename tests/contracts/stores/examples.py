"""Entities to keep: plain ones, ones with every field set, ones with none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

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
from lambdesk.customers.organisations.model import Tier
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Insert, Put, Replace
from lambdesk.kit.context import Actor, ActorKind
from lambdesk.kit.events import Event
from lambdesk.sla.clocks import start
from lambdesk.sla.model import DEFAULT_ID, DEFAULT_POLICY, DEFAULT_TERMS, MANUAL, Clock, Escalation, Metric, Sla
from lambdesk.tickets.model import Participant, ParticipantRole, Priority, State, Ticket, TicketDetails

MORNING = datetime(2026, 11, 22, 8, 30, 0, 123000, tzinfo=UTC)
ODD = 'Grüße, "Ζωή" 𝄞 <b>\\\n\t🧨'
AGENT = Actor(ActorKind.USER, "usr_01HQ0000000000000000000003")
_ordinals: Iterator[int] = count()


def at(seconds: float = 0) -> datetime:
    return MORNING + timedelta(seconds=seconds)


def an_id(prefix: str, moment: datetime = MORNING) -> str:
    """Ids of one moment sort in the order in which they were asked for."""
    return ids.derived_id(prefix, moment, "example", next(_ordinals) % 65536)


def ticket(number: int = 1, **fields: object) -> Ticket:
    plain = Ticket(
        number=number,
        subject="Order 4711 arrived damaged",
        state=State.OPEN,
        priority=Priority.NORMAL,
        channel=Channel.API,
        requester_id="cus_01HQ0000000000000000000001",
        requester_name="Anna Berg",
        created_at=MORNING,
        updated_at=MORNING,
        last_message_at=MORNING,
        last_message_by="customer",
        last_message_id="msg_01HQ0000000000000000000001",
        message_count=1,
        version=1,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def clock(priority: str = "normal", **fields: object) -> Clock:
    seconds = DEFAULT_POLICY.first_response[priority]
    return replace(start(DEFAULT_TERMS, Metric.FIRST_RESPONSE, seconds, MORNING)[0], **fields)  # type: ignore[arg-type]


CLOCKS = (
    clock(),
    clock(warnings=()),
    clock(warned=1),
    clock(answered_at=at(3)),
    clock(breached_at=at(28_800), warned=1),
    clock(breached_at=at(28_800), answered_at=at(30_000)),
    clock(paused=True, since=at(60), used=60),
    clock(metric=Metric.RESOLUTION, used=3 * 3_600, since=at(70.007), paused=True, warned=2),
    clock(metric=Metric.NEXT_RESPONSE, since=at(1), breached_at=at(28_800.001), warnings=(at(5), at(9))),
)
SLAS = (
    Sla(DEFAULT_ID, 0, CLOCKS[:1]),
    Sla(DEFAULT_ID, 0),
    Sla("slp_1", 41, (CLOCKS[5], CLOCKS[8], CLOCKS[7]), "cal_1", 3),
)
FULL_TICKET = ticket(
    12,
    subject=ODD,
    state=State.SPAM,
    priority=Priority.URGENT,
    channel=Channel.MAIL,
    requester_name="Ζωή",
    updated_at=at(9),
    last_message_at=at(8),
    message_count=99,
    version=1,
    assignee_id=AGENT.id,
    team_id="team_x",
    mailbox="hilfe@grüße.example",
    unauthenticated=True,
    state_before=State.REOPENED,
    sla=SLAS[-1],
    escalations=(
        Escalation(Metric.NEXT_RESPONSE, at(28_800.001), 2, None, AGENT.id, at(7)),
        Escalation(MANUAL, at(3), 1, at(9)),
    ),
    organisation_id="org_" + "0" * 26,
    tier=Tier.ENTERPRISE,
)
FULL_DETAILS = TicketDetails(
    12,
    (
        Participant("a@b.example", ODD, ParticipantRole.REQUESTER, "cus_1"),
        Participant("c@d.example", "", ParticipantRole.CC),
    ),
    follow_up_of=3,
    created_by=AGENT.id,
)


def message(number: int = 1, moment: datetime = MORNING, **fields: object) -> Message:
    plain = Message(
        id=an_id("msg", moment),
        number=number,
        kind=MessageKind.CUSTOMER,
        author=Actor(ActorKind.CUSTOMER, "cus_01HQ0000000000000000000001"),
        author_name="Anna Berg",
        body="It does not print.",
        channel=Channel.API,
        created_at=moment,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def messages(number: int) -> tuple[Message, ...]:
    """The ways a message can be."""
    return (
        message(number, at(1), body="", author_name="", author=Actor(ActorKind.SYSTEM)),
        message(
            number,
            at(2),
            body=ODD * 300,
            quoted_from=0,
            body_key="t/1/body",
            channel=Channel.MAIL,
            attachments=(Attachment(ODD, "image/png", 0, "k"), Attachment("", "", 2**40, "")),
            mail=MailFacts("raw/1", None, MailClass.BOUNCE, False, ()),
        ),
        message(number, at(3), mail=MailFacts("raw/2", ODD, MailClass.HUMAN, True, ("a@b", "c@d"))),
        message(
            number,
            at(4),
            kind=MessageKind.REPLY,
            author=AGENT,
            delivery=Delivery(SendState.SENDING, ("a@b",), ("c@d",), "p-1", "throttled", at(5), bounced=("c@d",)),
            version=7,
        ),
        message(number, at(5), kind=MessageKind.NOTE, author=AGENT, delivery=Delivery(SendState.QUEUED, ())),
    )


def event(tenant: str, number: int = 1, moment: datetime = MORNING, **fields: object) -> Event:
    plain = Event(
        id=an_id("evt", moment),
        type="ticket.state_changed",
        tenant=tenant,
        aggregate=f"ticket:{number}",
        version=1,
        at=moment,
        actor=AGENT,
        cause={"door": "http"},
        correlation_id="req_1",
        causation_id=None,
        data={"before": "new", "after": "open"},
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def opening(tenant: str, new: Ticket, *said: Message) -> ChangeSet:
    """A new ticket with messages and the fact of it."""
    writes = (Insert(new), Put(TicketDetails(new.number)), *(Insert(each) for each in said))
    return ChangeSet(writes, (event(tenant, new.number, new.created_at),), new.aggregate)


def next_version(old: Ticket, **fields: object) -> Ticket:
    """The ticket after one more change, a second later unless told otherwise."""
    later = {"updated_at": old.updated_at + timedelta(seconds=1), **fields}
    return replace(old, version=old.version + 1, **later)  # type: ignore[arg-type]


def change(old: Ticket, **fields: object) -> ChangeSet:
    """One more change, as a whole."""
    return ChangeSet((Replace(next_version(old, **fields), old.version),))
