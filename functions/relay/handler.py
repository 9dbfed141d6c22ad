"""Relay: new timeline items of the table's stream, as events on the bus."""

from typing import Any

from lambdesk.adapters.aws import metrics
from lambdesk.adapters.aws.log import facts_of, logger
from lambdesk.adapters.dynamodb import table, timeline
from lambdesk.bootstrap import Lambdesk
from lambdesk.kit.events import Event

product = Lambdesk()

Failures = dict[str, list[dict[str, str]]]
Read = tuple[str, tuple[Event, ...]]


class Unreadable(Exception):
    """The first record of the batch is no timeline item of ours and never will be."""


def handler(batch: dict[str, Any], _context: object) -> Failures:
    """Put the events on the bus in the order of the stream, up to the first record that fails.

    A record that cannot be read is reported once those before it are through. Standing first it raises: Lambda then
    halves the batch until that record is alone, and puts it alone into the dead-letter queue.
    """
    records = [record for record in batch["Records"] if record["eventName"] == "INSERT"]
    items, unreadable = _read(records)
    if not items and unreadable is not None:
        raise Unreadable(_number(records[0]))
    refused = product.event_bus.publish([events for _, events in items])
    relayed = items if refused is None else items[:refused]
    for parent, events in relayed:
        logger.info("events relayed", function="relay", **facts_of(events[0], parent), types=[e.type for e in events])
    metrics.count_facts(event for _, events in relayed for event in events)
    failed = unreadable if refused is None else refused
    if failed is None:
        return {"batchItemFailures": []}
    logger.warning("events held back", function="relay", records=len(records), relayed=len(relayed))
    return {"batchItemFailures": [{"itemIdentifier": _number(records[failed])}]}


def _read(records: list[dict[str, Any]]) -> tuple[list[Read], int | None]:
    """The events of each record with the ticket they are kept on, up to the first that cannot be read."""
    items: list[Read] = []
    for index, record in enumerate(records):
        try:
            item = record["dynamodb"]["NewImage"]
            items.append((table.parent_of(item), timeline.events(item)))
        except Exception:  # Whatever is wrong with it: it must stop itself, not the stream.
            logger.exception("a record of the stream cannot be read", sequence_number=_number(record))
            return items, index
    return items, None


def _number(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])
