"""A ChangeSet as one TransactWriteItems: all of it or nothing, and what stood in the way without a second read.

Always a transaction, also for one write. Its token makes the SDK's own second try safe when an answer is lost; a
conditional PutItem that had in truth succeeded would find its own item and say that somebody else was first.
"""

from collections.abc import Sequence

from lambdesk.adapters import placing
from lambdesk.adapters.dynamodb import codec, timeline
from lambdesk.adapters.dynamodb.connection import Condition, Path, Reasons, Refused
from lambdesk.adapters.dynamodb.shapes import seconds_down
from lambdesk.adapters.dynamodb.table import Item, Table
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Check, Claim, Insert, Put, Remove, Replace, Write
from lambdesk.kit.errors import AlreadyExists, StaleVersion


class Store:
    """What every store on the table can do."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        """Raises StaleVersion, AlreadyExists or Unavailable; then nothing was written."""
        placing.check(tenant, changes)
        connection = self._table.connection
        writes = changes.all_writes
        checked = [write for write in writes if isinstance(write, Check)]
        gone = [write for write in writes if isinstance(write, Remove)]
        kept = [write for write in writes if not isinstance(write, Check | Remove)]
        puts = [connection.put(*self._guarded(tenant, write)) for write in kept]
        for part in changes.parts:
            if part.events:
                item = timeline.events_item(tenant, part.parent, part.events, past=part.past)
                puts.append(connection.put(item, Path("pk").does_not_exist()))
        if not puts and not gone:
            return
        checks = [connection.check(codec.key_of(tenant, each.entity), _stands(each)) for each in checked]
        deletes = [connection.remove(codec.key_of(tenant, each.entity), _stands(each)) for each in gone]
        try:
            # 128 random bits: a token is valid for ten minutes, across all tenants.
            connection.transact_write_items(checks, deletes, puts, (), client_request_token=ids.new_seed())
        except Refused as refused:
            # The service is asked for checks and deletions first, and answers in that order.
            raise _obstacle(changes, (*checked, *gone, *kept), refused.reasons) from refused

    def _guarded(self, tenant: str, write: Insert | Replace | Put | Claim) -> tuple[Item, Condition | None]:
        match write:
            case Insert(entity):
                return codec.item_of(tenant, entity), Path("pk").does_not_exist()
            case Replace(entity, expected):
                return codec.item_of(tenant, entity), Path("v") == expected
            case Put(entity):
                return codec.item_of(tenant, entity), None
            case Claim():
                run_out = Path("ttl") <= seconds_down(self._table.now())
                return codec.claim_item(tenant, write), Path("pk").does_not_exist() | run_out


def _stands(write: Check | Remove) -> Condition | None:
    return None if write.expected_version is None else Path("v") == write.expected_version


def _obstacle(changes: ChangeSet, writes: Sequence[Write], reasons: Reasons) -> AlreadyExists | StaleVersion:
    """A thing that is there already says more than a version: whoever reads again will find it."""
    failed = [(write, reason) for write, reason in zip(writes, reasons, strict=False) if reason]
    for write, _ in failed:
        if isinstance(write, Insert):
            return AlreadyExists(write.entity)
        if isinstance(write, Claim):
            return AlreadyExists(write)
    for write, reason in failed:
        if isinstance(write, Replace | Check | Remove):
            stands = reason.raw_item or {}
            return StaleVersion(int(stands["v"]["N"]) if "v" in stands else 0)
    return AlreadyExists(changes.events[0])
