"""Relay: new timeline items of the table's stream, as events on the bus and as entries on their way into the trail."""

from typing import Any

from functions.relay.records import Read, is_news, put_aside, read
from lambdesk.adapters.aws import metrics
from lambdesk.adapters.aws.log import facts_of, logger
from lambdesk.bootstrap.root import Lambdesk

product = Lambdesk()

Failures = dict[str, list[dict[str, str]]]


def handler(batch: dict[str, Any], _context: object) -> Failures:
    """Put the events on the bus and into the trail's queue, up to the first record that one of them does not take now.

    A record that can never be put there goes to the dead letters at once and holds up nothing: the stream itself tries
    for as long as it keeps a record, because an outage of the bus must lose no event.
    """
    reads = [read(record) for record in batch["Records"] if is_news(record)]
    refused = product.event_bus.publish([each.events if each.told else () for each in reads])
    passed = _kept(reads if refused is None else reads[:refused])
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


def _kept(reads: list[Read]) -> list[Read]:
    """Those up to the first one that did not get into the trail's queue."""
    readable = [(index, each.entry) for index, each in enumerate(reads) if each.events]
    refused = product.trail_queue.send([entry for _, entry in readable])
    return reads if refused is None else reads[: readable[refused][0]]
