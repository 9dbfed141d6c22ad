"""What the mail channel keeps, in memory."""

from collections.abc import Iterator, Sequence

from lambdesk.adapters.memory.state import Store
from lambdesk.channels.model import LedgerEntry, QuarantineEntry, ThreadKey
from lambdesk.channels.ports import Known


class MemoryMailStore(Store):
    """The MailStore in dicts."""

    def known(self, tenant: str, day: str, raw_id: str, keys: Sequence[str]) -> Known:
        with self._state.lock:
            found = {key: self._state.get(tenant, ThreadKey, key) for key in keys}
            return Known(
                ledger=self._state.get(tenant, LedgerEntry, day, raw_id),
                threads={key: thread for key, thread in found.items() if thread},
            )

    def ledger(self, tenant: str, day: str) -> Iterator[LedgerEntry]:
        entries = [entry for entry in self._state.all(tenant, LedgerEntry) if entry.day == day]
        return iter(sorted(entries, key=lambda entry: entry.raw_id))

    def quarantine(self, tenant: str, limit: int) -> Sequence[QuarantineEntry]:
        return sorted(self._state.all(tenant, QuarantineEntry), key=lambda entry: entry.id, reverse=True)[:limit]
