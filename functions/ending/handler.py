"""Ending: takes away the tenants whose grace is over, as much as a round has time for."""

from typing import Any

from lambdesk.adapters.aws.log import canonical
from lambdesk.kit import clock, ids
from lambdesk.tenancy import Scoped

product = Scoped()

# Longer than one step takes: a page of the table, or of a bucket's versions.
LEFT_MILLISECONDS = 60_000


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:
    """One round. A tenant that resists does not stop the others; what raises is done by the next round."""
    correlation_id, looked_at = f"ending-{ids.new_seed()}", 0
    trouble: Exception | None = None

    def enough() -> bool:
        return bool(context.get_remaining_time_in_millis() < LEFT_MILLISECONDS)

    for tenant in product.endings.due(clock.now()):
        if enough():
            break
        looked_at += 1
        try:
            with canonical("ending", "tenant ended", tenant=tenant, correlation_id=correlation_id) as facts:
                gone = product.endings.remove(tenant, enough)
                facts.update(items=gone.items, objects=gone.objects, outcome="gone" if gone.all else "begun")
        except Exception as error:  # Whatever it is, it has been logged.
            trouble = error
    if trouble:
        raise trouble
    return {"tenants": looked_at}
