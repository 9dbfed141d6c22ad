"""Mail out: replies and letters, from the bus through two queues. What comes too early is put back."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from lambdesk.adapters.aws.log import Facts, canonical, facts_of
from lambdesk.channels.letters import KINDS
from lambdesk.channels.send import Early
from lambdesk.kit import clock, ids
from lambdesk.kit.events import Event, from_wire
from lambdesk.tenancy import Scoped

product = Scoped()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def _say(event: Event, facts: Facts) -> None:
    bound = product.for_tenant(event.tenant)
    if event.type in KINDS:
        facts["outcome"] = bound.letters.handle(event, clock.now())
        return
    facts["message_id"] = event.data["message_id"]
    facts["outcome"] = bound.mail_sender.handle(event, clock.now(), ids.new_seed())


def send(record: SQSRecord) -> None:
    """Send the mail of one event; what raises stays in the queue."""
    early: Early | None = None
    with canonical("mail_out", "mail handled", queue_id=record.message_id) as facts:
        event = from_wire(json.loads(record.body)["detail"])
        facts.update(facts_of(event))
        try:
            _say(event, facts)
        except Early as held:
            product.queues.put_back(record.event_source_arn, record.receipt_handle, held.seconds)
            early, facts["outcome"] = held, "early"
    if early is not None:
        # Named as failed, it stays in the queue.
        raise early


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Every record on its own: the answer names those to try again."""
    return dict(process_partial_response(event=event, record_handler=send, processor=processor, context=context))
