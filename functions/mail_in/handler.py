"""Mail in: the receipt rule's Lambda action. The raw mail is in the bucket already."""

from typing import Any

from lambdesk.adapters.aws.log import logger
from lambdesk.bootstrap import Lambdesk
from lambdesk.channels.receipts import records
from lambdesk.kit import clock, ids

product = Lambdesk()


def handler(event: dict[str, Any], _context: object) -> None:
    """Take in each mail of the event. What raises is invoked again, and after that lies in the dead-letter queue."""
    for record in records(event):
        for arrival in product.mailroom.accept(record, clock.now(), ids.new_seed()):
            entry = arrival.entry
            logger.info(
                "mail received",
                tenant=arrival.tenant,
                raw_id=entry.raw_id,
                outcome=entry.outcome,
                cause=entry.cause,
                ticket=entry.number,
            )
