"""Sources of inbound mail in memory."""

from collections.abc import Sequence

from lambdesk.adapters.memory.state import Store
from lambdesk.inbound.model import InboundSource
from lambdesk.kit.changes import Claim


class MemorySourceStore(Store):
    """The SourceStore in dicts."""

    def source(self, tenant: str, source_id: str) -> InboundSource | None:
        return self._state.get(tenant, InboundSource, source_id)

    def sources(self, tenant: str) -> Sequence[InboundSource]:
        return sorted(self._state.all(tenant, InboundSource), key=lambda each: each.id)

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        return self._state.claimed(tenant, claim)
