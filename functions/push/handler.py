"""Push: what the table's stream says of tickets and messages, as frames to the sockets that watch them."""

import time
from typing import Any

from lambdesk.adapters.aws.log import facts_of, logger
from lambdesk.adapters.dynamodb import stream
from lambdesk.kit.errors import Unavailable
from lambdesk.realtime.model import Change, EventsWritten
from lambdesk.tenancy import Scoped

product = Scoped()

Failures = dict[str, list[dict[str, str]]]


class Unreadable(Exception):
    """The first record of the batch is none of ours and never will be."""


def handler(batch: dict[str, Any], _context: object) -> Failures:
    """Tell of all records up to the first that cannot be read; told twice does no harm.

    Standing first, an unreadable record raises: Lambda halves the batch until it is alone and puts it away.
    """
    records = batch["Records"]
    changes, unreadable = _read(records)
    if unreadable == 0:
        raise Unreadable(_number(records[0]))
    failed = unreadable
    # A line for each change that has an origin to follow; a batch that only repeats them is one line.
    lines = [facts_of(each.events[0], f"ticket:{each.number}") for each in changes if isinstance(each, EventsWritten)]
    started = time.perf_counter()
    try:
        told: dict[str, Any] = {"connections": product.pusher.push(changes)}
    except Unavailable as error:
        failed, told = 0, {"error": error.code}
    told["duration_ms"] = round((time.perf_counter() - started) * 1000, 1)
    say = logger.warning if "error" in told else logger.info
    for facts in lines or [{"records": len(records)}]:
        say("pushed", function="push", **facts, **told)
    return {"batchItemFailures": [] if failed is None else [{"itemIdentifier": _number(records[failed])}]}


def _read(records: list[dict[str, Any]]) -> tuple[list[Change], int | None]:
    changes: list[Change] = []
    for index, record in enumerate(records):
        try:
            change = stream.change(record)
        except Exception:  # Whatever is wrong with it: it must stop itself, not the stream.
            logger.exception("a record of the stream cannot be read", sequence_number=_number(record))
            return changes, index
        if change is not None:
            changes.append(change)
    return changes, None


def _number(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])
