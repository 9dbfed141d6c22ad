"""Relay: new timeline items of the table's stream, as events on the bus."""

from typing import Any

from functions.relay.records import put_aside, read
from lambdesk.adapters.aws import metrics
from lambdesk.adapters.aws.log import facts_of, logger
from lambdesk.bootstrap import Lambdesk

product = Lambdesk()

Failures = dict[str, list[dict[str, str]]]


def handler(batch: dict[str, Any], _context: object) -> Failures:
    """Put the events on the bus in the order of the stream, up to the first record that the bus does not take now.

    A record that can never be put there goes to the dead letters at once and holds up nothing: the stream itself tries
    for as long as it keeps a record, because an outage of the bus must lose no event.
    """
    reads = [read(record) for record in batch["Records"] if record["eventName"] == "INSERT"]
    refused = product.event_bus.publish([each.events for each in reads])
    passed = reads if refused is None else reads[:refused]
    unreadable = any(not each.events for each in passed)
    done = put_aside(product.relay_dead_letters, passed) if unreadable else len(passed)
    relayed = [each for each in reads[:done] if each.events]
    for each in relayed:
        types = [event.type for event in each.events]
        logger.info("events relayed", function="relay", **facts_of(each.events[0], each.parent), types=types)
    metrics.count_facts(event for each in relayed for event in each.events)
    if done == len(reads):
        return {"batchItemFailures": []}
    logger.warning("events held back", function="relay", records=len(reads), relayed=len(relayed))
    return {"batchItemFailures": [{"itemIdentifier": reads[done].number}]}
