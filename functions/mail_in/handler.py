"""Mail in: the receipt rule's Lambda action. The raw mail is in the bucket already."""

from typing import Any

from lambdesk.adapters.aws import metrics
from lambdesk.adapters.aws.log import Facts, canonical, logger
from lambdesk.channels.model import Outcome
from lambdesk.channels.receipts import records
from lambdesk.channels.receive import Arrival
from lambdesk.kit import clock, ids
from lambdesk.tenancy import Scoped

product = Scoped()


def handler(event: dict[str, Any], _context: object) -> None:
    """Take in each mail of the event. What raises is invoked again, and after that lies in the dead-letter queue."""
    for record in records(event):
        raw_id = record.get("mail", {}).get("messageId")
        with canonical("mail_in", "mail received", correlation_id=raw_id) as facts:
            arrivals = product.mailroom.accept(record, clock.now(), ids.new_seed())
            facts.update(_facts(arrivals[0]))
        for other in arrivals[1:]:
            # One mail to several tenants: each of them finds a line of its own.
            logger.info("mail received", function="mail_in", correlation_id=raw_id, **_facts(other))
        kept_out = [each for each in arrivals if each.entry.outcome is Outcome.QUARANTINED]
        metrics.count(MailReceived=len(arrivals), MailQuarantined=len(kept_out))


def _facts(arrival: Arrival) -> Facts:
    entry = arrival.entry
    return {"tenant": arrival.tenant, "outcome": entry.outcome, "cause": entry.cause, "ticket": entry.number}
