"""Since when a ticket would have waited, had it been promised something from its beginning: by its timeline alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from lambdesk.conversations.model import MailClass, MessageKind
from lambdesk.kit import clock as moments
from lambdesk.kit.context import ActorKind
from lambdesk.kit.events import Event
from lambdesk.sla.follow import RESTATED, Place
from lambdesk.sla.model import Metric
from lambdesk.tickets.model import AT_WORK, STATE_CATEGORY, State


def beginnings(history: Sequence[Event], scheduled: Collection[str] = ()) -> Mapping[Metric, datetime]:
    """When each clock would have begun that is still wanted, from all events of a ticket; `scheduled` replies wait.

    Nothing where no human customer has spoken. A clock whose breach was restated is over: only a question that came
    after that begins another one.
    """
    begun = _begun(history)
    if begun is None:
        return {}
    restated = _restated(history)
    answers = [each for each in _answers(history, scheduled) if each > begun]
    # What a ticket began with is for the first response.
    heard = max(begun, history[0].at, restated.get(Metric.NEXT_RESPONSE, begun), *answers)
    found = {
        Metric.FIRST_RESPONSE: None if answers else begun,
        Metric.NEXT_RESPONSE: min((each for each in _questions(history) if each > heard), default=None),
        # A target that a reopening began is what is promised again, and not the one before it.
        Metric.RESOLUTION: _started(history, Metric.RESOLUTION) or begun,
    }
    over = restated.keys() - {Metric.NEXT_RESPONSE}
    return {metric: since for metric, since in found.items() if since is not None and metric not in over}


def places(history: Sequence[Event]) -> Iterator[tuple[datetime, Place]]:
    """Where the ticket stood, from when on."""
    for event in history:
        told = {"ticket.created": "state", "ticket.state_changed": "after"}.get(event.type)
        if told is not None:
            state = State(event.data[told])
            category = STATE_CATEGORY[state]
            yield event.at, Place(state, category, category in AT_WORK)


def _begun(history: Sequence[Event]) -> datetime | None:
    """When a human customer first waited here: those of a split waited on the other ticket."""
    split = (_moment(event.data, "waits_since") for event in history if event.type == "ticket.created")
    return min((each for each in (*split, *_questions(history)) if each), default=None)


def _started(history: Sequence[Event], metric: Metric) -> datetime | None:
    """When the last clock of a metric began."""
    found = [each for each in history if each.type == "sla.clock_started" and each.data["metric"] == metric]
    return (_moment(found[-1].data, "started_at") or found[-1].at) if found else None


def _questions(history: Sequence[Event]) -> list[datetime]:
    """When human customers said something; what an unmerge gave back counts since they wait for its answer."""
    found = [event.at for event in history if event.type == "message.created" and _asks(event)]
    back = (_moment(event.data, "waits_since") for event in history if event.type == "ticket.unmerged")
    return [*found, *(each for each in back if each)]


def _asks(event: Event) -> bool:
    mail_class = event.data.get("mail_class")
    return event.data["kind"] == MessageKind.CUSTOMER and mail_class in (None, MailClass.HUMAN)


def _answers(history: Sequence[Event], scheduled: Collection[str]) -> list[datetime]:
    """When the customer got human answers."""
    found: dict[str, datetime] = {}
    others: set[str] = set()
    for event in history:
        data = event.data
        if event.type == "message.created" and data["kind"] == MessageKind.REPLY:
            if data["author_kind"] == ActorKind.SYSTEM or data.get("to_others"):
                others.add(data["message_id"])
            found[data["message_id"]] = event.at
        elif event.type == "message.send_due":
            found[data["message_id"]] = event.at
        elif _was_none(event):
            others.add(data["message_id"])
    return [at for message_id, at in found.items() if message_id not in others and message_id not in scheduled]


def _was_none(event: Event) -> bool:
    """Whether a reply was taken back or did not arrive."""
    if event.type in ("message.bounced", "message.send_failed"):
        return event.data["outcome"] in ("bounced", "failed")
    return event.type == "message.recalled"


def _restated(history: Sequence[Event]) -> Mapping[Metric, datetime]:
    """The clocks that ended last because their breach was none, and when."""
    found: dict[Metric, datetime] = {}
    for event in history:
        if event.type == "sla.clock_started":
            found.pop(Metric(event.data["metric"]), None)
        elif event.type == "sla.clock_cancelled" and event.data["reason"] == RESTATED:
            found[Metric(event.data["metric"])] = event.at
    return found


def _moment(data: Mapping[str, Any], name: str) -> datetime | None:
    return moments.from_text(data[name]) if data.get(name) else None
