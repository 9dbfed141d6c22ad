"""What a customer sees of their tickets: only what was said to them or by them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdesk.conversations.model import Channel, Message, MessageKind, SendState
from lambdesk.kit import clock
from lambdesk.sla.model import ClockState, Metric
from lambdesk.tickets import wire as tickets
from lambdesk.tickets.decide.following import Answer
from lambdesk.tickets.model import State, label
from lambdesk.tickets.ports import Conversation
from lambdesk.tickets.settings.model import Promise, TicketRules

Wire = dict[str, Any]
_SHOWN = {
    State.PENDING: "pending",
    State.RESOLVED: "resolved",
    State.CLOSED: "closed",
}
_PROMISED = (State.NEW, State.OPEN, State.REOPENED, State.PENDING, State.ON_HOLD)
_KINDS = {
    Metric.FIRST_RESPONSE: Promise.REPLY,
    Metric.NEXT_RESPONSE: Promise.REPLY,
    Metric.RESOLUTION: Promise.SOLUTION,
}
_UNSAID = (SendState.HELD, SendState.RECALLED)


def row(ticket: Wire, clocks: Sequence[Wire], prefix: str, rules: TicketRules, now: datetime) -> Wire:
    """A list row as customers see it: `state` is open, pending, resolved or closed, `status` the tenant's own word.

    Of `clocks` they see what the tenant shows.
    """
    status = rules.status(ticket["status_id"])
    return {
        "number": ticket["number"],
        "label": label(prefix, ticket["number"]),
        "subject": ticket["subject"],
        "state": _SHOWN.get(State(ticket["state"]), "open"),
        "status": status.customer_label if status else None,
        "created_at": ticket["created_at"],
        "updated_at": ticket["last_message_at"],
        "promises": _promises(ticket, clocks, rules.shown_promises, now),
    }


def _promises(ticket: Wire, clocks: Sequence[Wire], shown: Collection[Promise], now: datetime) -> list[Wire]:
    """What is still promised, each kind once. Nothing of policies, warnings or escalations is in it."""
    told: dict[Promise, Wire] = {}
    for clock_ in clocks:
        kind = _KINDS[clock_["metric"]]
        promise = _promise(clock_, State(ticket["state"]), now)
        if promise and kind in shown:
            told.setdefault(kind, {"kind": kind.value, **promise})
    return list(told.values())


def _promise(clock_: Wire, state: State, now: datetime) -> Wire | None:
    if clock_["answered_at"] is not None or state not in _PROMISED:
        return None
    if clock_["state"] == ClockState.PAUSED:
        # What stands still for a reason of ours is no time to be told.
        return {"state": "waiting", "by": None} if state is State.PENDING else None
    if clock_["state"] == ClockState.BREACHED or clock_["due_at"] < clock.to_text(now):
        return {"state": "late", "by": None}
    return {"state": "running", "by": clock_["due_at"]}


def is_public(message: Message, customer_id: str) -> bool:
    """Whether this customer may read a message: never a note, nothing that was not said yet, and of what came here from
    another ticket only their own words.
    """
    if message.kind is MessageKind.NOTE:
        return False
    delivery = message.delivery
    if delivery is not None and (delivery.state in _UNSAID or delivery.scheduled):
        return False
    if message.kind is MessageKind.REPLY and message.channel is Channel.MAIL and delivery is None:
        # A copy, on a ticket that was split off, of a mail that had not gone out: it may never have.
        return False
    return message.meant_for is None or message.author.id == customer_id


@dataclass(frozen=True)
class Around:
    """What stands beside a request: what an answer does, and the customer's own requests before and after it.

    `passed_on` are messages of theirs that were meant for it and stand where it goes on.
    """

    answer: Answer
    goes_on_in: int | None = None
    goes_on_from: int | None = None
    passed_on: tuple[Message, ...] = ()


def thread(
    conversation: Conversation, customer_id: str, prefix: str, rules: TicketRules, around: Around, now: datetime
) -> Wire:
    """A request as its customer reads it."""
    ticket = conversation.ticket
    every = {each.id: each for each in (*conversation.messages, *around.passed_on)}
    said = [every[each] for each in sorted(every) if is_public(every[each], customer_id)]
    return {
        "ticket": row(tickets.row(ticket), tickets.clocks(ticket), prefix, rules, now),
        "messages": [message(each, customer_id) for each in said],
        "answer": around.answer,
        "goes_on_in": around.goes_on_in,
        "goes_on_from": around.goes_on_from,
    }


def message(said: Message, customer_id: str) -> Wire:
    """A message without quoted history, and its files without where they are kept."""
    return {
        "id": said.id,
        "mine": said.author.id == customer_id,
        "author": said.author_name,
        "body": said.body[: said.quoted_from].rstrip(),
        "complete": said.body_key is None,
        "at": clock.to_text(said.created_at),
        "attachments": [
            {"index": index, "name": each.name, "size": each.size} for index, each in enumerate(said.attachments)
        ],
    }
