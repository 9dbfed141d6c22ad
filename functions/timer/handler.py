"""Timer: a ticket's moment has come, or it is time to look for moments that nobody noticed."""

from dataclasses import asdict
from typing import Any

from lambdesk.adapters.aws import metrics
from lambdesk.adapters.aws.log import canonical
from lambdesk.kit import clock, ids
from lambdesk.tenancy import Scoped

product = Scoped()


def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """`{"sweep": true}`, or `{tenant, number, due_at}` of one entry. What raises is invoked again."""
    seed = ids.new_seed()
    if event.get("sweep"):
        with canonical("timer", "swept", correlation_id=f"sweep-{seed}") as facts:
            swept = asdict(product.deadlines.sweep(clock.now(), seed))
            facts.update(swept)
        # What a sweep finds undone, a timer or a chain should have done.
        metrics.count(TimersLost=swept["changed"])
        return swept
    tenant, number, due_at = str(event["tenant"]), int(event["number"]), str(event["due_at"])
    with canonical("timer", "timer went off", tenant=tenant, ticket=number, correlation_id=f"timer-{seed}") as facts:
        ticket = product.for_tenant(tenant).deadlines.go_off(tenant, number, due_at, clock.now(), seed)
        facts.update(due_at=due_at, version=ticket.version if ticket else "closed")
    return {"version": ticket.version if ticket else 0}
