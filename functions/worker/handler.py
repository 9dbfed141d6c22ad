"""Worker: effects of events from its queues, one after the other, and the steps of escalation chains."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from functions.worker.queues import ORDERED, handle
from lambdesk.adapters.aws.log import canonical, facts_of
from lambdesk.adapters.aws.trail import from_text
from lambdesk.kit import clock, ids
from lambdesk.kit.events import from_wire
from lambdesk.tenancy import Scoped

product = Scoped()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
# What fails holds up its own group, which is its tenant, and no other one.
in_order = SqsFifoPartialProcessor(skip_group_on_error=True)
in_order.raise_on_entire_batch_failure = False


def work(record: SQSRecord) -> None:
    """Handle one event; what raises stays in the queue."""
    queue = record.event_source_arn.rpartition(f":lambdesk-{product.settings.stage}-")[2]
    with canonical("worker", "event handled", queue=queue, queue_id=record.message_id) as facts:
        event = from_wire(json.loads(record.body)["detail"])
        facts.update(facts_of(event))
        told = product.for_tenant(event.tenant), event, clock.now(), ids.new_seed()
        tries = int(record.raw_event.get("attributes", {}).get("ApproximateReceiveCount", 1))
        facts["outcome"] = handle(queue, tries, *told)


def keep(record: SQSRecord) -> None:
    """Handle one entry of the trail's queue; what raises stays in it, and holds up what comes behind it."""
    queue = record.event_source_arn.rpartition(f":lambdesk-{product.settings.stage}-")[2].removesuffix(".fifo")
    with canonical("worker", "entry kept", queue=queue, queue_id=record.message_id) as facts:
        entry = from_text(record.body)
        facts.update(facts_of(entry.events[0], entry.parent))
        facts["outcome"] = ORDERED[queue](product.for_tenant(entry.tenant), entry)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """A batch of a queue, answered with the records to try again; or a chain's step, answered with its next input."""
    if "escalation" in event:
        asked = event["escalation"]
        with canonical("worker", "escalation stepped", tenant=asked["tenant"], ticket=asked["number"]) as facts:
            chain = product.for_tenant(asked["tenant"]).deadlines.step(asked, clock.now(), ids.new_seed())
            facts.update(going=chain["going"], next_at=chain["at"])
        return chain
    ordered = event["Records"][0]["eventSourceARN"].endswith(".fifo")
    way: dict[str, Any] = {"record_handler": work, "processor": processor}
    if ordered:
        way = {"record_handler": keep, "processor": in_order}
    return dict(process_partial_response(event=event, context=context, **way))
