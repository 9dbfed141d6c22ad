"""What of a ticket's log is counted, and for whom."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lambdesk.kit import clock as moments
from lambdesk.kit.context import SYSTEM, Actor, ActorKind
from lambdesk.kit.events import Event
from lambdesk.reports.fold import fold
from lambdesk.reports.model import Judged, Verdict

START = datetime(2026, 11, 30, 22, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DUE = START + HOUR
ADA, BO = Actor(ActorKind.USER, "usr_ada"), Actor(ActorKind.USER, "usr_bo")


class Log:
    """A ticket's log in the making."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.tell("ticket.created", state="new", priority="normal")
        self.clock("clock_started", target_seconds=3_600, policy_id="default", policy_version=0)

    def tell(self, kind: str, /, *, at: datetime = START, by: Actor = SYSTEM, **data: Any) -> None:
        number = len(self.events)
        told: dict[str, Any] = {
            "version": number,
            "at": at,
            "actor": by,
            "cause": {},
            "correlation_id": "",
            "causation_id": None,
        }
        self.events.append(Event(f"evt_{number}", kind, "tnt_1", "ticket:1", data=data, **told))

    def clock(self, kind: str, /, *, metric: str = "first_response", due: datetime = DUE, **data: Any) -> None:
        at = data.pop("at", START)
        self.tell(f"sla.{kind}", metric=metric, due_at=moments.to_text(due), at=at, **data)

    def answer(self, kind: str, at: datetime, *, due: datetime = DUE, metric: str = "first_response") -> None:
        seconds = int((at - START).total_seconds())
        told = {"answered_at": moments.to_text(at), "target_seconds": 3_600, "seconds": seconds}
        self.clock(kind, metric=metric, due=due, at=at, **told)

    def rows(self, zone: str = "UTC") -> tuple[Judged, ...]:
        return fold(self.events, ZoneInfo(zone))

    def only(self) -> Judged:
        (row,) = self.rows()
        return row


def test_without_an_answer_it_is_open_and_not_zero() -> None:
    log = Log()
    assert (log.only().verdict, log.only().answered_at, log.only().seconds) == (Verdict.OPEN, None, None)


def test_its_day_is_that_of_the_zone() -> None:
    log = Log()
    assert [each.day for each in log.rows("UTC")] == [date(2026, 11, 30)]
    assert [each.day for each in log.rows("Europe/Berlin")] == [date(2026, 12, 1)]


def test_a_late_answer_stays_broken_and_says_when_it_came() -> None:
    log = Log()
    log.clock("target_breached")
    log.answer("target_missed", START + 2 * HOUR)
    assert (log.only().verdict, log.only().seconds) == (Verdict.BREACHED, 7_200)
    assert log.only().answered_at == START + 2 * HOUR
    log.clock("fact_voided", fact="sla.target_missed", reason="recalled")
    assert (log.only().verdict, log.only().answered_at) == (Verdict.BREACHED, None)


def test_a_voided_answer_is_none_and_the_next_one_counts() -> None:
    log = Log()
    log.answer("target_met", START + HOUR / 2)
    assert log.only().verdict is Verdict.MET
    log.clock("fact_voided", fact="sla.target_met", reason="bounced")
    assert log.only().verdict is Verdict.OPEN
    log.clock("target_breached")
    assert log.only().verdict is Verdict.BREACHED


def test_a_restated_verdict_takes_the_place_of_the_one_before() -> None:
    log = Log()
    log.clock("target_breached")
    log.tell("ticket.assigned", before=None, after="usr_ada", reason="agent")
    log.answer("target_missed", START + 2 * HOUR)
    log.tell("ticket.assigned", before="usr_ada", after="usr_bo", reason="agent")
    for fact in ("sla.target_breached", "sla.target_missed"):
        log.clock("fact_voided", fact=fact, reason="restated")
    log.answer("target_met", START + 2 * HOUR, due=START + 3 * HOUR)
    assert (log.only().verdict, log.only().due_at) == (Verdict.MET, START + 3 * HOUR)
    # It is the answer that it was, and not of who has the ticket by now.
    assert log.only().agent_id == "usr_ada"


def test_a_voided_fact_of_an_earlier_exchange_changes_that_one() -> None:
    log = Log()
    log.answer("target_met", START + HOUR / 2)
    for n in (2, 4):
        start, due = {"target_seconds": 3_600, "policy_id": "default", "policy_version": 0}, START + (n + 1) * HOUR
        log.clock("clock_started", metric="next_response", due=due, at=START + n * HOUR, **start)
        log.answer("target_met", due, due=due, metric="next_response")
    log.clock("fact_voided", metric="next_response", due=START + 3 * HOUR, fact="sla.target_met", reason="restated")
    # Nobody waits for the earlier one any more: without its verdict it is none.
    assert [(each.metric, each.due_at) for each in log.rows()] == [
        ("first_response", DUE),
        ("next_response", START + 5 * HOUR),
    ]


def test_an_exchange_goes_on_when_its_answer_did_not_arrive() -> None:
    log = Log()
    log.answer("target_met", START + HOUR / 2)
    start = {"target_seconds": 3_600, "policy_id": "default", "policy_version": 0}
    first, second = START + 3 * HOUR, START + 5 * HOUR
    log.clock("clock_started", metric="next_response", due=first, at=START + 2 * HOUR, **start)
    log.answer("target_met", first, due=first, metric="next_response")
    log.clock("clock_started", metric="next_response", due=second, at=START + 4 * HOUR, **start)
    log.clock("clock_cancelled", metric="next_response", due=second, reason="earlier_unanswered")
    log.clock("fact_voided", metric="next_response", due=first, fact="sla.target_met", reason="bounced")
    assert [(each.due_at, each.verdict) for each in log.rows()] == [(DUE, Verdict.MET), (first, Verdict.OPEN)]
    log.clock("target_breached", metric="next_response", due=first)
    assert [(each.due_at, each.verdict) for each in log.rows()] == [(DUE, Verdict.MET), (first, Verdict.BREACHED)]


def test_people_are_credited_as_assigned_then() -> None:
    log = Log()
    log.tell("ticket.assigned", before=None, after="usr_ada", reason="agent")
    log.tell("ticket.team_assigned", before=None, after="team_1")
    log.clock("target_breached")
    # The change that noticed it, later, also gave it away and made it urgent.
    log.tell("ticket.assigned", before="usr_ada", after="usr_bo", reason="agent")
    log.tell("ticket.team_assigned", before="team_1")
    log.tell("ticket.priority_changed", before="normal", after="urgent")
    assert (log.only().agent_id, log.only().team_id, log.only().priority) == ("usr_ada", "team_1", "normal")


def test_an_answer_to_nobodys_ticket_is_the_answerers() -> None:
    log = Log()
    log.tell("message.created", kind="note", by=BO)
    log.tell("message.created", kind="reply", by=ADA)
    log.answer("target_met", DUE)
    assert log.only().agent_id == "usr_ada"
    log.tell("ticket.assigned", before=None, after="usr_bo", reason="agent")
    assert log.only().agent_id == "usr_ada"


@pytest.mark.parametrize("assigned", [True, False])
def test_an_answer_that_counts_instead_of_a_bounced_one_is_of_its_own_people(assigned: bool) -> None:
    log, people = Log(), [(ADA, "team_1"), (BO, "team_2"), (Actor(ActorKind.USER, "usr_cy"), "team_3")]
    for minute, (person, team) in enumerate(people):
        at = START + timedelta(minutes=minute)
        if assigned:
            log.tell("ticket.assigned", at=at, before=None, after=person.id, reason="agent")
            log.tell("ticket.team_assigned", at=at, before=None, after=team)
        log.tell("message.created", at=at, kind="reply", by=person)
        if not minute:
            log.answer("target_met", at)
    later = START + HOUR / 2
    log.tell("ticket.priority_changed", at=later, before="normal", after="high")
    log.clock("fact_voided", at=later, fact="sla.target_met", reason="bounced")
    second = START + timedelta(minutes=1)
    told = {"answered_at": moments.to_text(second), "target_seconds": 3_600, "seconds": 60}
    log.clock("target_met", at=later, **told)
    # The promise by which it was met is that of the priority of now.
    found = (log.only().agent_id, log.only().team_id, log.only().priority)
    assert found == ("usr_bo", "team_2" if assigned else None, "high")


def test_nobody_is_blamed_for_nobodys_ticket() -> None:
    log = Log()
    log.clock("target_breached")
    log.tell("message.created", kind="reply", by=ADA)
    log.answer("target_missed", START + 2 * HOUR)
    assert log.only().agent_id is None


def test_spam_is_out_and_comes_back_when_it_is_none() -> None:
    log = Log()
    log.clock("target_breached")
    log.tell("ticket.state_changed", before="new", after="spam", reason="agent")
    assert log.rows() == ()
    log.tell("ticket.state_changed", before="spam", after="new", reason="not_spam")
    assert log.only().verdict is Verdict.BREACHED


def test_what_was_merged_waits_no_more_and_keeps_its_verdicts() -> None:
    log = Log()
    log.tell("ticket.merged", into=2, state_before="new")
    assert log.rows() == ()
    log.tell("ticket.unmerged", into=2)
    assert log.only().verdict is Verdict.OPEN
    log.clock("target_breached")
    log.tell("ticket.merged", into=2, state_before="new")
    assert log.only().verdict is Verdict.BREACHED


def test_a_clock_goes_over_to_another_policy_and_a_verdict_stays_with_its_own() -> None:
    log = Log()
    log.tell("ticket.policy_changed", before="default", after="pol_1", reason="job")
    assert log.only().policy_id == "pol_1"
    log.clock("target_breached")
    log.tell("ticket.policy_changed", before="pol_1", after="pol_2", reason="job")
    assert log.only().policy_id == "pol_1"


def test_a_cancelled_clock_is_not_counted() -> None:
    log = Log()
    log.clock("clock_cancelled", reason="first_response_voided")
    assert log.rows() == ()


def test_a_clock_that_is_promised_again_is_the_one_that_was_cancelled() -> None:
    log = Log()
    log.clock("clock_cancelled", reason="not_promised")
    again = {"target_seconds": 7_200, "policy_id": "pol_2", "policy_version": 2}
    due = START + 2 * HOUR
    log.clock("clock_started", due=due, at=START + HOUR, started_at=moments.to_text(START), **again)
    assert (log.only().verdict, log.only().due_at, log.only().policy_id) == (Verdict.OPEN, due, "pol_2")
    log.clock("target_breached", due=due)
    assert (log.only().verdict, log.only().started_at) == (Verdict.BREACHED, START)


def test_a_clock_that_moved_is_due_on_its_new_day() -> None:
    log = Log()
    log.clock("clock_resumed", due=DUE + 24 * HOUR)
    assert (log.only().due_at, log.only().day) == (DUE + 24 * HOUR, date(2026, 12, 1))
    log.clock("clock_recomputed", due=DUE, target_seconds=60)
    assert (log.only().due_at, log.only().target_seconds) == (DUE, 60)
