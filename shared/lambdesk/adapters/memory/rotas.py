"""On-call rotas in memory."""

from lambdesk.adapters.memory.state import Store
from lambdesk.escalation.rotas.model import Rota


class MemoryRotaStore(Store):
    """The RotaStore in dicts."""

    def all(self, tenant: str) -> tuple[Rota, ...]:
        return tuple(sorted(self._state.all(tenant, Rota), key=lambda each: each.id))

    def one(self, tenant: str, rota_id: str) -> Rota | None:
        return self._state.get(tenant, Rota, rota_id)
