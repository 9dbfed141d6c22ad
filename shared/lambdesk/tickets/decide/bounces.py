"""A reply that did not arrive was no answer: clock, state and people are as if it had never been given."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from lambdesk.conversations.events import MessageBounced
from lambdesk.conversations.model import Delivery, Message, SendState
from lambdesk.kit.changes import ChangeSet, Replace, Write
from lambdesk.kit.context import Context
from lambdesk.sla import escalations
from lambdesk.sla.history import Past
from lambdesk.sla.model import Metric
from lambdesk.tickets.decide.lifecycle import move
from lambdesk.tickets.decide.recall import silenced, unanswered
from lambdesk.tickets.draft import Draft, begin, beside, call_next, clocks_of, woken
from lambdesk.tickets.model import AT_WORK, CUSTOMER_MESSAGE, Loaded, ParticipantRole, TicketDetails

BOUNCED = "bounced"


@dataclass(frozen=True)
class Bounce:
    """A reply that came back from `addresses`, where it had not done so yet; `status` as in RFC 3463.

    `answers` says when each reply of its ticket reached the customer, by message; the one that came back is among them
    unless it did so before. One that never went out has no address. `past` is the history of the clocks.
    """

    message: Message
    addresses: tuple[str, ...]
    status: str | None
    answers: Mapping[str, datetime]
    past: Mapping[Metric, Past] = field(default_factory=dict)


def came_back(draft: Draft, loaded: Loaded, bounce: Bounce) -> tuple[Draft, Write]:
    """The draft after a mail came back, and the message that says so.

    What reached the requester stays an answer, whoever else did not get it.
    """
    message, delivery = bounce.message, bounce.message.delivery
    assert delivery is not None  # noqa: S101 - only what went out comes back
    lost = (*delivery.bounced, *bounce.addresses)
    gone = _awaited(loaded.details, delivery) <= set(lost)
    outcome = SendState.BOUNCED if gone else delivery.state
    fact = MessageBounced(message_id=message.id, outcome="bounced" if gone else "partly", status=bounce.status)
    draft = replace(draft.to(fact), past=bounce.past)
    if gone and delivery.state is not SendState.BOUNCED and message.number == loaded.ticket.number:
        draft = _unanswered(draft, loaded, bounce)
    changed = replace(message, delivery=replace(delivery, state=outcome, bounced=lost), version=message.version + 1)
    return draft, Replace(changed, message.version)


def never_sent(loaded: Loaded, bounce: Bounce, ctx: Context) -> ChangeSet:
    """A reply that will not go out was no answer either. The message itself is not among the writes."""
    draft = replace(begin(beside(ctx, loaded.ticket), loaded), past=bounce.past)
    return _unanswered(draft, loaded, bounce).changes(loaded.ticket)


def _awaited(details: TicketDetails, delivery: Delivery) -> set[str]:
    """Who has to get it: the requester, else those it was openly written to."""
    asked = {each.email for each in details.participants if each.role is ParticipantRole.REQUESTER}
    everybody = {*delivery.to, *delivery.cc, *delivery.bcc}
    return (asked & everybody) or set(delivery.to) or everybody


def _unanswered(draft: Draft, loaded: Loaded, bounce: Bounce) -> Draft:
    at = bounce.answers.get(bounce.message.id)
    if at is None:
        return draft
    later = [each for each in bounce.answers.values() if each > at]
    for metric in (Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE):
        draft = unanswered(draft, metric, at, later, BOUNCED)
    draft = silenced(draft)
    after = CUSTOMER_MESSAGE.get(draft.ticket.state)
    if not later and after:
        draft = move(draft, after, BOUNCED)
    draft = woken(draft, BOUNCED) if not later and draft.ticket.snoozed_until_reply else draft
    return _called(draft, loaded)


def _called(draft: Draft, loaded: Loaded) -> Draft:
    """Whoever was late before the answer is late again; people are called anew."""
    if draft.ticket.state_category not in AT_WORK:
        return draft
    before = {each.metric for each in clocks_of(loaded.ticket) if each.breached_at is not None}
    for clock in clocks_of(draft.ticket):
        standing = escalations.of(draft.ticket.escalations, clock.metric)
        if clock.late and clock.metric in before and standing is None:
            draft = call_next(draft, clock)
    return draft
