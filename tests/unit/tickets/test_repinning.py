"""Other promises for an open ticket: what is reckoned anew, what begins, what ends, and what stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from lambdesk.conversations.events import MessageSendFailed
from lambdesk.conversations.model import MailClass, MessageKind
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.events import Event
from lambdesk.sla.history import past_of
from lambdesk.sla.model import NOTHING_ID, Metric, Reopen, SlaPolicies, SlaPolicy, Terms, nothing
from lambdesk.tickets.commands import ApplyDue, PostMessage, RepinPolicy, SplitTicket, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages, repinning, splitting
from lambdesk.tickets.draft import begin, clocks_of
from lambdesk.tickets.model import Loaded, State
from tests.support.clocks import clock_of, find_clock
from tests.unit.tickets import samples
from tests.unit.tickets.test_splitting import ASKS, thread

HOUR = 3_600
COMMAND = RepinPolicy("rcp_1", 2, policy_id="default")


def each_priority(seconds: int) -> Mapping[str, int]:
    return dict.fromkeys(("urgent", "high", "normal", "low"), seconds)


def policy(version: int, first: int | None = 8 * HOUR, **more: int) -> SlaPolicy:
    targets = {name: each_priority(seconds) for name, seconds in more.items()}
    return SlaPolicy(version, each_priority(first) if first else {}, **targets)  # type: ignore[arg-type]


@dataclass
class Story:
    """A ticket and all its events."""

    terms: Terms
    loaded: Loaded = field(init=False)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.take(messages.open_ticket(samples.opening(), samples.context(), SlaPolicies(self.terms.policy)), new=True)

    def take(self, changes: ChangeSet, *, new: bool = False) -> list[str]:
        self.loaded = replace(samples.after(None if new else self.loaded, changes), terms=self.terms)
        self.events += changes.events
        return samples.facts(changes)

    def reply(self, hours: float, **more: Any) -> None:
        seen = self.loaded.ticket.last_message_id
        command = PostMessage(MessageKind.REPLY, "Try again.", "Maya", last_seen_message_id=seen, **more)
        self.take(messages.post_message(self.loaded, command, samples.context(hours * HOUR)))

    def ask(self, hours: float) -> None:
        self.take(samples.receive(self.loaded, samples.said(), seconds=hours * HOUR))

    def stand(self, state: State, hours: float) -> None:
        command = UpdateTicket(self.loaded.ticket.version, state=state)
        self.take(lifecycle.update_ticket(self.loaded, command, samples.context(hours * HOUR)))

    def repin(self, hours: float, wanted: SlaPolicy | None) -> list[str]:
        terms = Terms(wanted) if wanted else None
        changes = repinning.repin(self.loaded, COMMAND, terms, self.events, samples.context(hours * HOUR))
        self.terms = terms or Terms(nothing(2))
        told = self.take(changes)
        past = past_of(self.events)
        for clock in clocks_of(self.loaded.ticket):
            assert past[clock.metric].clock(self.terms).due_at == clock.due_at or clock.decided
        return told


def test_a_running_clock_is_due_as_from_the_beginning() -> None:
    story = Story(Terms(policy(1)))
    assert story.repin(1, policy(2, 12 * HOUR)) == [
        *("ticket.policy_changed", "sla.clock_recomputed", "ticket.timer_moved"),
    ]
    assert clock_of(story.loaded.ticket).due_at == samples.MORNING + timedelta(hours=12)
    assert story.loaded.ticket.sla is not None
    assert story.loaded.ticket.sla.policy_version == 2
    told = [each for each in story.events if each.type == "ticket.policy_changed"]
    assert [each.actor for each in told] == [samples.MAYA]
    assert told[0].data["recomputation_id"] == "rcp_1"


def test_a_clock_that_has_run_out_by_it_breaches_at_its_moment_and_people_are_called() -> None:
    story = Story(Terms(policy(1)))
    told = story.repin(3, policy(2, 2 * HOUR))
    assert {"sla.target_breached", "escalation.raised"} <= set(told)
    assert clock_of(story.loaded.ticket).breached_at == samples.MORNING + timedelta(hours=2)


def test_verdicts_stay() -> None:
    met = Story(Terms(policy(1)))
    met.reply(3)
    before = clock_of(met.loaded.ticket)
    met.repin(4, policy(2, 2 * HOUR))
    assert clock_of(met.loaded.ticket) == before
    late = Story(Terms(policy(1, 2 * HOUR)))
    late.take(lifecycle.apply_due(late.loaded, ApplyDue(), samples.context(3 * HOUR)))
    late.repin(4, policy(2, 12 * HOUR))
    assert clock_of(late.loaded.ticket).breached_at == samples.MORNING + timedelta(hours=2)
    assert late.loaded.ticket.escalations


def test_a_breach_that_nobody_noticed_yet_is_told_by_the_old_terms() -> None:
    story = Story(Terms(policy(1, 2 * HOUR)))
    assert "sla.target_breached" in story.repin(3, policy(2, 12 * HOUR))
    assert clock_of(story.loaded.ticket).breached_at == samples.MORNING + timedelta(hours=2)


def test_what_is_so_already_is_left_alone_also_by_another_number() -> None:
    story = Story(Terms(policy(1)))
    assert story.repin(1, policy(2)) == []
    assert story.repin(1, policy(3, HOUR * 9)) != []
    assert story.repin(1, policy(3, HOUR * 9)) == []


def test_what_is_not_promised_any_more_ends_without_a_verdict() -> None:
    story = Story(Terms(policy(1, resolution=9 * HOUR)))
    story.repin(1, policy(2))
    assert find_clock(story.loaded.ticket, Metric.RESOLUTION) is None
    cancelled = [each.data for each in story.events if each.type == "sla.clock_cancelled"]
    assert [(each["metric"], each["reason"]) for each in cancelled] == [("resolution", "not_promised")]


def test_a_ticket_that_no_policy_is_for_any_more_keeps_its_verdicts_alone() -> None:
    bare = Story(Terms(policy(1)))
    bare.repin(1, None)
    assert bare.loaded.ticket.sla is None
    assert bare.repin(2, policy(2))[:2] == ["ticket.policy_changed", "sla.clock_started"]
    late = Story(Terms(policy(1, HOUR, resolution=9 * HOUR)))
    late.take(lifecycle.apply_due(late.loaded, ApplyDue(), samples.context(2 * HOUR)))
    told = late.repin(3, None)
    assert {"sla.clock_cancelled", "escalation.ended"} <= set(told)
    assert late.loaded.ticket.sla is not None
    assert late.loaded.ticket.sla.policy_id == NOTHING_ID
    assert [each.metric for each in clocks_of(late.loaded.ticket)] == [Metric.FIRST_RESPONSE]
    late.reply(4)
    assert clock_of(late.loaded.ticket).answered_at == samples.MORNING + timedelta(hours=4)
    late.ask(5)
    assert find_clock(late.loaded.ticket, Metric.NEXT_RESPONSE) is None


def test_a_resolution_that_is_promised_afterwards_counts_from_opening_without_the_pauses() -> None:
    story = Story(Terms(policy(1)))
    story.stand(State.PENDING, 2)
    story.ask(5)
    story.stand(State.ON_HOLD, 6)
    story.repin(10, policy(2, resolution=20 * HOUR))
    clock = clock_of(story.loaded.ticket, Metric.RESOLUTION)
    assert (clock.used, clock.paused) == (3 * HOUR, True)
    assert clock.started_at == samples.MORNING
    assert past_of(story.events)[Metric.RESOLUTION].clock(story.terms) == clock
    story.ask(11)
    assert clock_of(story.loaded.ticket, Metric.RESOLUTION).due_at == samples.MORNING + timedelta(hours=28)


def test_a_next_response_that_is_promised_afterwards_counts_from_the_oldest_message_without_answer() -> None:
    story = Story(Terms(policy(1)))
    story.ask(1)
    story.reply(2)
    story.ask(3)
    story.ask(4)
    story.repin(5, policy(2, next_response=3 * HOUR))
    clock = clock_of(story.loaded.ticket, Metric.NEXT_RESPONSE)
    assert (clock.started_at, clock.due_at) == tuple(samples.MORNING + timedelta(hours=each) for each in (3, 6))


def test_nobody_waits_for_a_response_that_was_given() -> None:
    story = Story(Terms(policy(1, None, resolution=9 * HOUR)))
    story.reply(1)
    story.repin(2, policy(2, 8 * HOUR, resolution=9 * HOUR, next_response=HOUR))
    assert find_clock(story.loaded.ticket) is None
    assert find_clock(story.loaded.ticket, Metric.NEXT_RESPONSE) is None


def test_a_question_stays_the_oldest_whoever_but_the_customer_speaks_after_it() -> None:
    robot = samples.said(facts=samples.mail(mail_class=MailClass.AUTO_REPLY))
    morrow = samples.MORNING + timedelta(days=3)
    for later in ({"robot": robot}, {"send_at": morrow}, {"to": ("supplier@other.example",)}):
        story = Story(Terms(policy(1)))
        story.reply(1)
        story.ask(2)
        if "robot" in later:
            story.take(samples.receive(story.loaded, robot, seconds=3 * HOUR))
        else:
            story.reply(3, **later)
        story.repin(4, policy(2, next_response=20 * HOUR))
        assert clock_of(story.loaded.ticket, Metric.NEXT_RESPONSE).started_at == samples.MORNING + timedelta(hours=2)


def test_a_reply_to_others_or_one_that_failed_is_no_first_response() -> None:
    story = Story(Terms(policy(1, None, resolution=90 * HOUR)))
    story.reply(1, to=("supplier@other.example",))
    story.repin(2, policy(2, 8 * HOUR, resolution=90 * HOUR))
    assert clock_of(story.loaded.ticket).started_at == samples.MORNING
    failed = Story(Terms(policy(1, None, resolution=90 * HOUR)))
    failed.reply(1)
    fact = MessageSendFailed(failed.loaded.ticket.last_message_id, "failed", "refused")
    failed.take(begin(samples.context(1.5 * HOUR), failed.loaded).to(fact).changes(failed.loaded.ticket))
    failed.repin(2, policy(2, 8 * HOUR, resolution=90 * HOUR))
    assert clock_of(failed.loaded.ticket).answered_at is None


def test_what_robots_began_is_promised_nothing_before_a_human_speaks() -> None:
    story = Story(Terms(policy(1)))
    robot = samples.opening(message=samples.said(facts=samples.mail(mail_class=MailClass.AUTO_REPLY)))
    story.events.clear()
    story.take(messages.open_ticket(robot, samples.context()), new=True)
    assert story.repin(1, policy(2, HOUR)) == []
    story.ask(5)
    story.repin(6, policy(2, 8 * HOUR, resolution=20 * HOUR))
    for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION):
        assert clock_of(story.loaded.ticket, metric).started_at == samples.MORNING + timedelta(hours=5)


def test_a_first_response_that_is_promised_afterwards_counts_from_opening() -> None:
    story = Story(Terms(policy(1, None, resolution=90 * HOUR)))
    story.repin(2, policy(2, 8 * HOUR, resolution=90 * HOUR))
    assert clock_of(story.loaded.ticket).due_at == samples.MORNING + timedelta(hours=8)


def test_other_pauses_hold_from_now_on() -> None:
    story = Story(Terms(policy(1)))
    story.stand(State.PENDING, 1)
    story.repin(2, replace(policy(2), pauses={"first_response": ("paused",)}))
    clock = clock_of(story.loaded.ticket)
    assert (clock.paused, clock.used) == (True, 2 * HOUR)


def test_only_open_tickets_of_the_policy_or_the_calendar_are_meant() -> None:
    story = Story(Terms(policy(1)))
    mine, other = Terms(policy(2)), Terms(replace(policy(2), id="slp_1"))
    by_calendar = replace(COMMAND, policy_id=None, calendar_id="cal_1")
    assert repinning.concerned(story.loaded, COMMAND, other)
    assert repinning.concerned(story.loaded, replace(COMMAND, policy_id="slp_1"), other)
    assert not repinning.concerned(story.loaded, replace(COMMAND, policy_id="slp_1"), mine)
    assert repinning.concerned(story.loaded, by_calendar, replace(mine, calendar_id="cal_1"))
    assert not repinning.concerned(story.loaded, by_calendar, mine)
    story.stand(State.RESOLVED, 1)
    assert not repinning.concerned(story.loaded, COMMAND, mine)


def split(asked: SlaPolicy) -> Story:
    """A ticket of a question that came in the first minute, split from another one after an hour."""
    loaded, said = thread(("customer", 60))
    command = SplitTicket(8, (said[1].id,), "Ink")
    story = Story(Terms(asked))
    story.events.clear()
    context = samples.context(HOUR)
    story.take(splitting.split_ticket(loaded, said, ASKS, command, context, SlaPolicies(asked)), new=True)
    story.loaded = replace(story.loaded, terms=story.terms)
    return story


def test_a_split_waits_afterwards_since_its_customer_does() -> None:
    story = split(policy(1))
    story.repin(2, policy(2, resolution=20 * HOUR))
    started = {each.started_at for each in clocks_of(story.loaded.ticket)}
    assert started == {samples.MORNING + timedelta(seconds=60)}
    story.reply(3)
    story.ask(4)
    story.repin(5, policy(3, resolution=20 * HOUR, next_response=3 * HOUR))
    assert clock_of(story.loaded.ticket, Metric.NEXT_RESPONSE).started_at == samples.MORNING + timedelta(hours=4)


def test_what_an_unmerge_gave_back_waits_since_it_was_said() -> None:
    story = Story(Terms(policy(1)))
    story.reply(1)
    story.events.append(replace(story.events[-1], type="ticket.unmerged", data=given_back(2)))
    story.repin(5, policy(2, next_response=9 * HOUR))
    assert clock_of(story.loaded.ticket, Metric.NEXT_RESPONSE).started_at == samples.MORNING + timedelta(hours=2)


def given_back(hours: int) -> dict[str, Any]:
    return {"into": 9, "waits_since": moments.to_text(samples.MORNING + timedelta(hours=hours))}


def test_what_is_promised_again_is_the_target_that_the_reopening_began() -> None:
    wanted = replace(policy(1, None, resolution=2 * HOUR), reopen=Reopen.NEW_TARGET)
    story = Story(Terms(wanted))
    story.take(lifecycle.apply_due(story.loaded, ApplyDue(), samples.context(3 * HOUR)))
    story.stand(State.RESOLVED, 4)
    story.ask(5)
    story.repin(6, policy(2))
    assert find_clock(story.loaded.ticket, Metric.RESOLUTION) is None
    assert "sla.target_breached" not in story.repin(6.5, replace(wanted, version=3))
    clock = find_clock(story.loaded.ticket, Metric.RESOLUTION)
    assert clock is not None
    assert (clock.started_at, clock.breached_at) == (samples.MORNING + timedelta(hours=5), None)
