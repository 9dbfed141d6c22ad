"""Taking back a mail that is still held, and giving a scheduled one another time. Whoever writes first, wins."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from lambdesk.conversations.decide import Held, carry, kept, with_words_of
from lambdesk.conversations.events import MessageRecalled, MessageRescheduled
from lambdesk.conversations.model import Called, Delivery, Message, SendState, UndoFacts
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet, Replace, Write
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict
from lambdesk.sla import clocks, escalations, follow
from lambdesk.sla.events import EscalationRestored
from lambdesk.sla.model import MANUAL, Clock, Escalation, Metric
from lambdesk.tickets.commands import RescheduleMessage
from lambdesk.tickets.decide import lifecycle, outgoing
from lambdesk.tickets.draft import Draft, begin, call_next, clocks_of
from lambdesk.tickets.events import TicketAssigned
from lambdesk.tickets.model import AT_WORK, Loaded, State, Ticket
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules

RECALLED = "recalled"


def recall(
    loaded: Loaded,
    held: Held,
    owner: str,
    answers: Sequence[datetime],
    ctx: Context,
    rules: TicketRules = DEFAULT_RULES,
) -> ChangeSet:
    """The mail does not go out; state, assignee and clock are as before it where nothing changed them since.

    `answers` are the moments of other replies that came after it. The words go into the draft of `owner`. Raises
    Conflict with `send_state` when it is too late.
    """
    message = held.message
    delivery = _held(loaded.ticket, message)
    draft = begin(ctx, loaded, rules)
    draft = outgoing.unscheduled(draft, message.id).to(MessageRecalled(message_id=message.id, reason="agent"))
    if message.undo is not None:
        draft = _restored(draft, message, message.undo, answers)
    saved = replace(with_words_of(held.saved, message, owner, draft.at), updated_by=ctx.actor.id or owner)
    return draft.changes(loaded.ticket, _taken_back(message, delivery), kept(saved, held.saved))


def asks_history(ticket: Ticket, message: Message) -> bool:
    """Whether taking it back has to look into the past of a clock: one stood still, or began anew since."""
    last = ticket.sla.clock(Metric.NEXT_RESPONSE) if ticket.sla else None
    begun = last is not None and last.answered_at is None and last.started_at > message.created_at
    return message.undo is not None and (begun or any(map(clocks.stood_still, clocks_of(ticket))))


def _held(ticket: Ticket, message: Message) -> Delivery:
    delivery = message.delivery
    state = delivery.state if delivery else None
    if delivery is None or state is not SendState.HELD:
        raise Conflict("This message is not held back any more.", send_state=state)
    if delivery.scheduled and not any(each.message_id == message.id for each in ticket.scheduled):
        raise Conflict("The moment of this message has come; it is going out.", send_state=SendState.QUEUED)
    return delivery


def _taken_back(message: Message, delivery: Delivery) -> Write:
    changed = replace(message, delivery=replace(delivery, state=SendState.RECALLED), version=message.version + 1)
    return Replace(changed, message.version)


def _restored(draft: Draft, message: Message, undo: UndoFacts, answers: Sequence[datetime]) -> Draft:
    ticket = draft.ticket
    draft = _stood(draft, undo)
    if ticket.touched.get("assignee_id") == undo.version and ticket.assignee_id != undo.assignee_id:
        fact = TicketAssigned(before=ticket.assignee_id, after=undo.assignee_id, reason=RECALLED)
        draft = draft.to(fact, assignee_id=undo.assignee_id)
    if ticket.last_message_id == message.id:
        said = replace(draft.ticket, last_message_at=undo.last_message_at, last_message_by=undo.last_message_by)
        draft = replace(draft, ticket=said)
    again = draft.ticket.state_category in AT_WORK and ticket.state_category not in AT_WORK
    for metric in map(Metric, undo.answered):
        before = draft
        draft = unanswered(draft, metric, message.created_at, answers, RECALLED)
        again = again or draft is not before
    done = draft.ticket.sla.clock(Metric.RESOLUTION) if draft.ticket.sla else None
    if again and done is not None and done.answered_at == message.created_at:
        draft = voided(draft, done, (), RECALLED)
    draft = silenced(draft)
    draft = _called(draft, undo) if again else draft
    return draft if ticket.state_category in AT_WORK else _called_by_hand(draft, undo)


def _stood(draft: Draft, undo: UndoFacts) -> Draft:
    """State and status as before: both or, when somebody set one of them since, neither."""
    ticket = draft.ticket
    if max(ticket.touched.get(each, 0) for each in ("state", "status_id")) != undo.version:
        return draft
    before = State(undo.state)
    if ticket.state is not before:
        # A held reply that put it aside as spam is no reply; taking it back is a way out that exists.
        draft = lifecycle.move(draft, before, "not_spam" if ticket.state is State.SPAM else RECALLED)
    return lifecycle.label(draft, undo.status_id, RECALLED)


def _called(draft: Draft, undo: UndoFacts) -> Draft:
    """The people whom the answer had freed are called again, as far as they were; nothing when they need not care."""
    if draft.ticket.state_category not in AT_WORK:
        return draft
    known = {each.metric: each for each in undo.called}
    for clock in clocks_of(draft.ticket):
        called = known.get(clock.metric)
        if not clock.late or escalations.of(draft.ticket.escalations, clock.metric) is not None:
            continue
        if called is not None:
            draft = _restored_call(draft, called)
        elif clock.metric in undo.breached:
            draft = call_next(draft, clock)
    return draft


def _called_by_hand(draft: Draft, undo: UndoFacts) -> Draft:
    """Whom a person had called, until the message put the ticket aside, is called again."""
    called = next((each for each in undo.called if each.metric == MANUAL), None)
    ended = escalations.of(draft.ticket.escalations, MANUAL) is None and draft.ticket.state_category in AT_WORK
    return _restored_call(draft, called) if called and ended else draft


def _restored_call(draft: Draft, called: Called) -> Draft:
    by, at = called.acknowledged_by, called.acknowledged_at
    one = Escalation(called.metric, called.breach, called.level, called.next_at, by, at, called.called)
    fact = EscalationRestored(metric=one.metric, level=one.level, due_at=moments.to_text(one.breach))
    return draft.to(fact, escalations=escalations.with_one(draft.ticket.escalations, one))


def silenced(draft: Draft) -> Draft:
    """The draft in which nobody waits for a next response while there is no first one."""
    sla = draft.ticket.sla
    first, later = (sla.clock(Metric.FIRST_RESPONSE), sla.clock(Metric.NEXT_RESPONSE)) if sla else (None, None)
    if sla is None or first is None or first.answered_at is not None or later is None or later.answered_at is not None:
        return draft
    return draft.promised(follow.cancelled(sla, Metric.NEXT_RESPONSE, "first_response_voided"))


def unanswered(draft: Draft, metric: Metric, at: datetime, answers: Sequence[datetime], reason: str) -> Draft:
    """The draft without the answer that was given at `at`; `answers` are those after it.

    The clock of a next response may have begun anew since: it goes, as the exchange before it is the oldest one that
    waits. Its history has that.
    """
    sla, past = draft.ticket.sla, draft.past.get(metric)
    clock = sla.clock(metric) if sla else None
    if sla is None or clock is None:
        return draft
    if clock.answered_at == at:
        return voided(draft, clock, answers, reason)
    former = past.former if past else None
    if former is None or former.answered_at != at or clock.answered_at is not None:
        return draft
    draft = draft.promised(follow.cancelled(sla, metric, follow.EARLIER))
    before = former.clock(draft.terms)
    before = replace(before, warned=sum(each <= at for each in before.warnings))
    return voided(replace(draft, past={**draft.past, metric: former}), before, (), reason)


def voided(draft: Draft, clock: Clock, answers: Sequence[datetime], reason: str) -> Draft:
    """The first of the other answers counts instead; without one the clock runs, and may have run out by now.

    The priority may have changed while there was a verdict. Where nothing is promised by now, only a late one goes on.
    What was restated does not break again.
    """
    decided = clocks.void_answer(clock, reason)
    draft = draft.clocked(decided)
    seconds, until = draft.terms.policy.target(clock.metric, draft.ticket.priority), min(answers, default=draft.at)
    restated = clocks.forgiven(clock)
    if not answers and clock.breached_at is None and draft.ticket.sla is not None and (restated or seconds is None):
        why = follow.RESTATED if restated else follow.NOT_PROMISED
        return draft.promised(follow.cancelled(draft.ticket.sla, clock.metric, why))
    if restated:
        return draft.clocked(clocks.answer(decided[0], draft.terms, until))
    seconds = seconds or clock.target_seconds
    decided = clocks.retarget(decided[0], draft.terms, seconds, until, draft.runs(clock.metric))
    draft = draft.clocked(decided)
    if answers:
        draft = draft.clocked(decided := clocks.catch_up(decided[0], until))
        draft = draft.clocked(decided := clocks.answer(decided[0], draft.terms, until))
    return draft.clocked(clocks.catch_up(decided[0], draft.at))


def take_back(
    draft: Draft, waiting: Iterable[Message], reason: str
) -> tuple[Draft, tuple[Message, ...], tuple[Write, ...]]:
    """Scheduled mails do not go out: those that were still held, and their writes. Where their words go, others say."""
    held = tuple(each for each in waiting if each.delivery and each.delivery.state is SendState.HELD)
    writes = []
    for message in held:
        assert message.delivery is not None  # noqa: S101 - asked before
        draft = outgoing.unscheduled(draft, message.id).to(MessageRecalled(message_id=message.id, reason=reason))
        writes.append(_taken_back(message, message.delivery))
    return draft, held, tuple(writes)


def withdraw(draft: Draft, helds: Sequence[Held]) -> tuple[Draft, tuple[Write, ...]]:
    """The customer was faster: what was to go out later goes back into the drafts of those who wrote it."""
    draft, taken, writes = take_back(draft, (each.message for each in helds), "customer_replied")
    saved = {each.saved.owner: each.saved for each in helds if each.saved}
    return draft, (*writes, *carry(taken, (), tuple(saved.values()), draft.ticket.number, draft.at))


def reschedule(
    loaded: Loaded, message: Message, command: RescheduleMessage, ctx: Context, rules: TicketRules = DEFAULT_RULES
) -> ChangeSet:
    """Another moment for a scheduled mail, or now. Raises Conflict when it does not wait any more, and Invalid."""
    ticket = loaded.ticket
    delivery = _held(ticket, message)
    if not delivery.scheduled or delivery.send_after is None:
        raise Conflict("This message goes out in a moment.", send_state=delivery.state)
    draft = begin(ctx, loaded, rules)
    if command.send_at is None:
        at, draft = draft.at, outgoing.gone(draft, message.id)
    else:
        at = outgoing.check_moment(command.send_at, ctx.now)
        before, after = moments.to_text(delivery.send_after), moments.to_text(at)
        draft = draft.to(MessageRescheduled(message_id=message.id, before=before, after=after))
        aside = not outgoing.reaches(loaded.details, delivery)
        draft = outgoing.scheduled(outgoing.unscheduled(draft, message.id), message.id, at, to_others=aside)
    moved = replace(message, delivery=replace(delivery, send_after=at), version=message.version + 1)
    return draft.changes(ticket, Replace(moved, message.version))


def put_off(loaded: Loaded, message: Message, ctx: Context, rules: TicketRules = DEFAULT_RULES) -> ChangeSet:
    """A mail that was about to go out waits with its ticket instead: it is due, but nothing that is due happens now."""
    assert message.delivery is not None  # noqa: S101 - only mails that go out are put off
    draft = begin(ctx, loaded, rules)
    before, after = moments.to_text(message.delivery.send_after or message.created_at), moments.to_text(draft.at)
    draft = draft.to(MessageRescheduled(message_id=message.id, before=before, after=after))
    aside = not outgoing.reaches(loaded.details, message.delivery)
    draft = outgoing.scheduled(draft, message.id, draft.at, to_others=aside)
    delivery = replace(message.delivery, state=SendState.HELD, scheduled=True, send_after=draft.at, started_at=None)
    waiting = replace(message, delivery=delivery, version=message.version + 1)
    return draft.changes(loaded.ticket, Replace(waiting, message.version))
