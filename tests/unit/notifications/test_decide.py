"""Whom an event concerns, whom a note names, and what becomes of an inbox."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdesk.conversations.model import Channel
from lambdesk.identity.model import ADMIN, AGENT, MANAGER, User
from lambdesk.kit.context import SYSTEM, Actor, ActorKind, Context
from lambdesk.kit.events import Event
from lambdesk.notifications import decide
from lambdesk.notifications.model import Inbox, Kind, Notification
from lambdesk.sla import clocks
from lambdesk.sla.model import DEFAULT_TERMS, Escalation, Metric
from lambdesk.tickets.model import Loaded, Priority, State, Ticket, TicketDetails
from tests.support.clocks import pinned

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
CTX = Context("tnt_1", SYSTEM, NOW, "seed")
CLOCK = clocks.start(DEFAULT_TERMS, Metric.FIRST_RESPONSE, 3600, NOW)[0]


def called(level: int, *more: Any) -> Escalation:
    return Escalation(Metric.FIRST_RESPONSE, NOW, level, *more)


CUSTOMER = Actor(ActorKind.CUSTOMER, "cus_1")


def user(name: str, role: str = AGENT, *, teams: tuple[str, ...] = (), active: bool = True) -> User:
    return User(f"usr_{name.split()[0].lower()}", f"{name}@b.example", name, role, NOW, teams, active)


MAYA, JON, GONE = user("Maya Lind"), user("Jon Berg", teams=("billing",)), user("Gone Away", active=False)
BOSS, ROOT = user("Boss Kay", MANAGER), user("Root Lee", ADMIN)
STAFF = (MAYA, JON, GONE, BOSS, ROOT)


def ticket(**fields: Any) -> Ticket:
    plain = Ticket(
        12, "Lamp", State.OPEN, Priority.NORMAL, Channel.MAIL, "cus_1", "Ann", NOW, NOW, NOW, "customer", "msg_1", 1, 1
    )
    return replace(plain, **fields)


def event(name: str, actor: Actor = SYSTEM, /, **data: Any) -> Event:
    return Event("evt_1", name, "tnt_1", "ticket:12", 2, NOW, actor, {}, "req", None, data)


def said(kind: str, actor: Actor = CUSTOMER, /, **data: Any) -> Event:
    return event("message.created", actor, message_id="msg_2", kind=kind, channel="mail", author_kind="x", **data)


WARNED = event("sla.target_warned", metric="first_response")


def raised(level: int) -> Event:
    return event("escalation.raised", metric="first_response", level=level)


def concerned(told: Event, about: Ticket) -> tuple[Kind | None, tuple[str, ...]]:
    if not decide.may_concern(told):
        return None, ()
    found = decide.audiences(told, Loaded(about, TicketDetails(12)))
    return (found[0].kind, decide.people(found[0], STAFF)) if found else (None, ())


MINE = ticket(assignee_id=MAYA.id, sla=pinned(CLOCK))
RUN_OUT = replace(MINE, sla=pinned(replace(CLOCK, breached_at=NOW)), escalations=(called(1),))
NOBODYS = replace(RUN_OUT, assignee_id=None)


@pytest.mark.parametrize(
    ("told", "about", "kind", "people"),
    [
        (event("ticket.assigned", after=MAYA.id, reason="agent"), MINE, Kind.ASSIGNED, [MAYA]),
        (event("ticket.assigned", after=JON.id, reason="agent"), MINE, None, []),  # somebody else's meanwhile
        (event("ticket.assigned", before=MAYA.id, reason="agent"), ticket(), None, []),
        (event("ticket.assigned", after=GONE.id, reason="agent"), ticket(assignee_id=GONE.id), Kind.ASSIGNED, []),
        (said("note", mentioned=[JON.id, GONE.id]), MINE, Kind.MENTIONED, [JON]),
        (said("note"), MINE, None, []),
        (said("reply"), MINE, None, []),
        (said("customer", mail_class="human"), MINE, Kind.REPLY_ON_MINE, [MAYA]),
        (said("customer"), ticket(), Kind.REPLY_ON_MINE, []),
        (replace(said("customer"), version=1), MINE, None, []),  # it opened the ticket
        (said("customer", mail_class="auto_reply"), MINE, None, []),
        (WARNED, MINE, Kind.WARNING, [MAYA]),
        (
            WARNED,
            replace(MINE, assignee_id=None, team_id="billing"),
            Kind.WARNING,
            [JON],
        ),
        (WARNED, ticket(sla=pinned(CLOCK)), Kind.WARNING, []),
        (
            WARNED,
            replace(MINE, sla=pinned(replace(CLOCK, answered_at=NOW))),
            None,
            [],
        ),  # answered meanwhile
        (event("sla.target_breached"), RUN_OUT, None, []),  # the escalation that comes with it tells
        (raised(1), RUN_OUT, Kind.BREACH, [MAYA]),
        (raised(1), NOBODYS, Kind.BREACH, [BOSS]),
        (
            raised(1),
            replace(NOBODYS, team_id="billing"),
            Kind.BREACH,
            [JON],
        ),
        (raised(2), RUN_OUT, Kind.ESCALATION, [BOSS]),
        (raised(3), RUN_OUT, Kind.ESCALATION, [ROOT]),
        (raised(2), MINE, None, []),  # over meanwhile
        (
            raised(2),
            replace(RUN_OUT, escalations=(called(2, None, "x", NOW),)),
            None,
            [],
        ),
        (event("ticket.state_changed", before="new", after="open", reason="agent"), MINE, None, []),
        (event("ticket.unsnoozed", reason="time"), MINE, Kind.SNOOZE_ENDED, [MAYA]),
        (event("ticket.unsnoozed", reason="time"), ticket(team_id="billing"), Kind.SNOOZE_ENDED, [JON]),
        (event("ticket.unsnoozed", reason="time"), replace(MINE, snoozed_until_reply=True), None, []),  # asleep again
        (event("ticket.unsnoozed", reason="reply"), MINE, None, []),  # the answer itself is told
        (event("message.sent", message_id="msg_1", provider_id="p"), MINE, None, []),
    ],
)
def test_whom_an_event_concerns(told: Event, about: Ticket, kind: Kind | None, people: list[User]) -> None:
    assert concerned(told, about) == (kind, tuple(each.id for each in people))


@pytest.mark.parametrize(
    ("told", "people"),
    [
        (said("customer"), [JON, MAYA]),
        (said("reply", Actor(ActorKind.USER, MAYA.id)), [JON, MAYA]),
        (said("customer", mail_class="auto_reply"), []),
        (said("note"), []),
        (said("note", mentioned=[JON.id]), []),
        (event("ticket.state_changed", before="open", after="resolved", reason="agent"), [JON, MAYA]),
        (event("ticket.state_changed", before="pending", after="open", reason="customer_message"), []),
        (event("ticket.state_changed", before="new", after="open", reason="first_reply"), []),
        (event("ticket.assigned", after=MAYA.id, reason="agent"), []),
    ],
)
def test_who_watches_hears_of_messages_and_states(told: Event, people: list[User]) -> None:
    details = TicketDetails(12, watchers=(MAYA.id, JON.id, GONE.id))
    found = decide.audiences(told, Loaded(MINE, details)) if decide.may_concern(told) else ()
    watching = [decide.people(each, STAFF) for each in found if each.kind is Kind.WATCHED]
    assert sorted(each for wanted in watching for each in wanted) == [each.id for each in people]


def test_who_watches_hears_of_a_change_once() -> None:
    """A reply that resolves is one piece of news; the ticket's own assignee hears of each event for itself."""
    moved = replace(event("ticket.state_changed", reason="agent"), id="evt_2")
    claims = [decide.claim(each, Kind.WATCHED, JON.id, NOW).key for each in (said("reply"), moved)]
    assert claims[0] == claims[1]
    assert decide.claim(replace(moved, version=3), Kind.WATCHED, JON.id, NOW).key not in claims
    own = {decide.claim(each, Kind.REPLY_ON_MINE, JON.id, NOW).key for each in (said("reply"), moved)}
    assert len(own) == 2


def test_without_managers_the_administrators_are_called() -> None:
    (wanted,) = decide.audiences(raised(2), Loaded(RUN_OUT, TicketDetails(12)))
    assert decide.people(wanted, (MAYA, ROOT)) == (ROOT.id,)
    assert decide.people(wanted, (MAYA,)) == ()


TWINS = (user("Maya Lind"), replace(user("Maya Berg"), id="usr_2"), user("Zoë Ångström"), user("Ann"), user("Anna"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Jon please look", ["usr_jon"]),
        ("ask @jon berg, or @JON", ["usr_jon"]),
        ("(@Jon\n Berg)", ["usr_jon"]),
        ("@Jonathan", []),
        ("jon@jon.example", []),
        ("@Gone", []),
        ("Jon", []),
        ("@ Jon", []),
        ("", []),
        ("@Boss and @Jon, @Boss", ["usr_boss", "usr_jon"]),
    ],
)
def test_whom_a_note_names(text: str, names: list[str]) -> None:
    assert list(decide.mentioned(text, STAFF)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Maya", ["usr_maya", "usr_2"]),
        ("@Maya Berg", ["usr_2"]),
        ("@Maya Bergmann", ["usr_maya", "usr_2"]),
        ("@ZOË ångström!", ["usr_zoë"]),
        ("@Anna", ["usr_anna"]),
        ("@Ann", ["usr_ann"]),
    ],
)
def test_names_that_are_alike(text: str, names: list[str]) -> None:
    assert list(decide.mentioned(text, TWINS)) == names


def notified(inbox: Inbox, kind: Kind = Kind.ASSIGNED, now: datetime = NOW, actor: Actor = SYSTEM) -> list[Any]:
    told = event("ticket.assigned", actor, after=inbox.user_id)
    return list(decide.notify(inbox, told, kind, MINE, replace(CTX, now=now)).writes)


def test_who_did_it_is_not_told_of_it() -> None:
    assert notified(Inbox("usr_maya"), actor=Actor(ActorKind.USER, "usr_maya")) == []
    assert notified(Inbox("usr_maya"), actor=Actor(ActorKind.USER, "usr_jon"))
    assert notified(Inbox("usr_maya"), actor=Actor(ActorKind.CUSTOMER, "usr_maya"))


def test_what_is_switched_off_is_not_told() -> None:
    quiet = Inbox("usr_maya", muted=(Kind.WARNING,))
    assert notified(quiet, Kind.WARNING) == []
    assert notified(quiet, Kind.BREACH)


def test_notifications_follow_each_other_although_clocks_do_not() -> None:
    first = notified(Inbox("usr_maya"))
    second = notified(first[1].entity, now=NOW - timedelta(hours=1))
    assert second[0].entity.at == NOW + timedelta(milliseconds=1)
    assert second[0].entity.id > first[0].entity.id
    assert (second[0].entity.unread, second[1].entity.unread) == (2, 2)


def test_a_notification_carries_no_words_but_the_subject() -> None:
    (told, *_) = notified(Inbox("usr_maya"))
    assert isinstance(told.entity, Notification)
    assert told.entity == Notification(told.entity.id, "usr_maya", Kind.ASSIGNED, 12, "Lamp", NOW, SYSTEM, unread=1)
