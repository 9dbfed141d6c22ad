"""Relay: new timeline items of the table's stream, as events on the bus."""

from typing import Any

from lambdesk.adapters.aws.log import logger
from lambdesk.adapters.dynamodb import codec
from lambdesk.bootstrap import Lambdesk
from lambdesk.kit.events import Event

product = Lambdesk()

Failures = dict[str, list[dict[str, str]]]


class Unreadable(Exception):
    """The first record of the batch is no timeline item of ours and never will be."""


def handler(batch: dict[str, Any], _context: object) -> Failures:
    """Put the events on the bus in the order of the stream, up to the first record that fails.

    A record that cannot be read is reported once those before it are through. Standing first it raises: Lambda then
    halves the batch until that record is alone, and puts it alone into the dead-letter queue.
    """
    records = [record for record in batch["Records"] if record["eventName"] == "INSERT"]
    groups, unreadable = _read(records)
    if not groups and unreadable is not None:
        raise Unreadable(_number(records[0]))
    failed = product.event_bus.publish(groups)
    if failed is None:
        failed = unreadable
    logger.info("events relayed", records=len(records), events=sum(map(len, groups)), failed=failed is not None)
    return {"batchItemFailures": [] if failed is None else [{"itemIdentifier": _number(records[failed])}]}


def _read(records: list[dict[str, Any]]) -> tuple[list[tuple[Event, ...]], int | None]:
    """The events of each record up to the first that cannot be read, and that one's index."""
    groups: list[tuple[Event, ...]] = []
    for index, record in enumerate(records):
        try:
            groups.append(codec.events(record["dynamodb"]["NewImage"]))
        except Exception:  # Whatever is wrong with it: it must stop itself, not the stream.
            logger.exception("a record of the stream cannot be read", sequence_number=_number(record))
            return groups, index
    return groups, None


def _number(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])
