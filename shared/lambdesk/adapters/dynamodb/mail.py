"""What the mail channel keeps, on the table."""

from collections.abc import Iterator, Sequence

from lambdesk.adapters.dynamodb import codec, table
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.channels.model import LedgerEntry, QuarantineEntry
from lambdesk.channels.ports import Known


class DynamoMailStore(Store):
    """The MailStore on DynamoDB."""

    def known(self, tenant: str, day: str, raw_id: str, keys: Sequence[str]) -> Known:
        delivery = table.ledger_key(tenant, day, raw_id)
        items = self._table.connection.items([delivery, *(table.thread_key(tenant, key) for key in keys)])
        ledger = items.pop(delivery, None)
        threads = [codec.THREAD_KEY.unpack(item) for item in items.values()]
        return Known(
            ledger=codec.LEDGER.unpack(ledger) if ledger else None,
            threads={thread.key: thread for thread in threads},
        )

    def ledger(self, tenant: str, day: str) -> Iterator[LedgerEntry]:
        for item in self._table.connection.pages(table.ledger_partition(tenant, day)):
            yield codec.LEDGER.unpack(item)

    def quarantine(self, tenant: str, limit: int) -> Sequence[QuarantineEntry]:
        items, _ = self._table.connection.page(table.quarantine_partition(tenant), limit=limit, forward=False)
        return [codec.QUARANTINE.unpack(item) for item in items]
