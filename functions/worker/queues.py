"""What worker does with the events of each of its queues; `infra.topology` says which events a queue holds."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from lambdesk.adapters.aws import metrics
from lambdesk.adapters.aws.log import logger
from lambdesk.audit.model import Entry
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.kit import clock
from lambdesk.kit.errors import LambdeskError
from lambdesk.kit.events import Event

Work = Callable[[Lambdesk, Event, datetime, str], object]
# Of the minute that a call has: the rest is for the last thing that was begun, and for putting the archive away.
_WRITING = timedelta(seconds=25)


def _timers(product: Lambdesk, event: Event, _now: datetime, _seed: str) -> str | None:
    return product.followers.follow_timer(event)


def _escalations(product: Lambdesk, event: Event, now: datetime, seed: str) -> str | None:
    # First the people: what is due next may move by it.
    called = product.escalation_calls.follow(event, now, seed)
    return product.followers.follow_escalation(event) or ("call" if called else None)


def _notices(product: Lambdesk, event: Event, now: datetime, seed: str) -> int | None:
    told = len(product.notices.handle(event, now, seed))
    metrics.count(NotificationsMade=told)
    return told or None


def _exports(product: Lambdesk, event: Event, now: datetime, seed: str) -> str | None:
    return product.exporting.follow(event, now, seed, lambda: clock.now() > now + _WRITING)


def _recomputations(product: Lambdesk, event: Event, now: datetime, seed: str) -> str | None:
    def resisted(number: int, error: Exception) -> None:
        facts: dict[str, Any] = {
            "function": "worker",
            "tenant": event.tenant,
            "ticket": number,
            "correlation_id": event.correlation_id,
        }
        if isinstance(error, LambdeskError):
            logger.warning("a recomputation met resistance", **facts, error=error.code)
        else:
            logger.error("a recomputation met resistance", **facts, error=type(error).__name__, exc_info=error)

    return product.recomputing.follow(event, now, seed, resisted)


def _feeds(product: Lambdesk, event: Event, now: datetime, seed: str) -> str | None:
    return product.feeds.follow(event, now, seed)


def _figures(product: Lambdesk, event: Event, _now: datetime, _seed: str) -> str | None:
    return product.figures.follow(event)


def _audit(product: Lambdesk, entry: Entry) -> str | None:
    return "new" if product.trail.append(entry.parent, entry.events) else None


def _webhooks(product: Lambdesk, event: Event, now: datetime, seed: str, last: bool) -> str | None:
    return product.webhooks.follow(event, now, seed, last=last)


# The result is logged: what was done, or None.
QUEUES: Mapping[str, Work] = {
    "timers": _timers,
    "escalations": _escalations,
    "exports": _exports,
    "calendar-feeds": _feeds,
    "notices": _notices,
    "recomputations": _recomputations,
    "figures": _figures,
}
# Queues that also want to know whether this is the last of so many tries.
TRIES = 5
TRIED: Mapping[str, Callable[[Lambdesk, Event, datetime, str, bool], object]] = {"webhooks": _webhooks}
# Queues that keep the order of each tenant's entries.
ORDERED: Mapping[str, Callable[[Lambdesk, Entry], object]] = {"audit": _audit}


def handle(queue: str, tries: int, product: Lambdesk, event: Event, now: datetime, seed: str) -> object:
    """Do what a queue's event asks for, at the try that `tries` counts."""
    if queue in TRIED:
        return TRIED[queue](product, event, now, seed, tries >= TRIES)
    return QUEUES[queue](product, event, now, seed)
