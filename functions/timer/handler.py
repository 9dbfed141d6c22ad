"""Timer: a ticket's moment has come, or it is time to look for moments that nobody noticed."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from lambdesk.adapters.aws import metrics
from lambdesk.adapters.aws.log import canonical, logger
from lambdesk.deadlines.sweeping import Watch
from lambdesk.kit import clock, ids
from lambdesk.kit.errors import LambdeskError
from lambdesk.tenancy import Scoped

product = Scoped()

# Longer than a portion of a tenant's tickets takes.
LEFT_MILLISECONDS = 30_000


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    """`{"sweep": true}`, or `{tenant, number, due_at}` of one entry. What raises is invoked again."""
    seed = ids.new_seed()
    if event.get("sweep"):
        return _sweep(seed, lambda: bool(context.get_remaining_time_in_millis() < LEFT_MILLISECONDS))
    tenant, number, due_at = str(event["tenant"]), int(event["number"]), str(event["due_at"])
    with canonical("timer", "timer went off", tenant=tenant, ticket=number, correlation_id=f"timer-{seed}") as facts:
        ticket = product.for_tenant(tenant).deadlines.go_off(tenant, number, due_at, clock.now(), seed)
        facts.update(due_at=due_at, version=ticket.version if ticket else "closed")
    return {"version": ticket.version if ticket else 0}


def _sweep(seed: str, enough: Callable[[], bool]) -> dict[str, int]:
    correlation_id = f"sweep-{seed}"

    def resisted(tenant: str, number: int | None, error: Exception) -> None:
        facts: dict[str, Any] = {
            "function": "timer",
            "tenant": tenant,
            "ticket": number,
            "correlation_id": correlation_id,
        }
        if isinstance(error, LambdeskError):
            logger.warning("a sweep met resistance", **facts, error=error.code)
        else:
            logger.error("a sweep met resistance", **facts, error=type(error).__name__, exc_info=error)

    with canonical("timer", "swept", correlation_id=correlation_id) as facts:
        swept = asdict(product.deadlines.sweep(clock.now(), seed, watch=Watch(enough, resisted)))
        facts.update(swept)
    # What a sweep finds undone, a timer or a chain should have done.
    metrics.count(TimersLost=swept["changed"], TicketsUnswept=swept["failed"] + swept["stopped"])
    with canonical("timer", "feeds asked for", correlation_id=correlation_id) as facts:
        told = product.feeds.sweep(clock.now(), seed, enough, lambda tenant, error: resisted(tenant, None, error))
        facts.update(asdict(told))
    return swept
