"""What rotas need from a store."""

from typing import Protocol

from lambdesk.escalation.rotas.model import Rota
from lambdesk.kit.changes import Committer


class RotaStore(Committer, Protocol):
    """Rotas of a tenant. What is not there, or is no id of one, is None."""

    def all(self, tenant: str) -> tuple[Rota, ...]:
        """Every rota, by id."""
        ...

    def one(self, tenant: str, rota_id: str) -> Rota | None:
        """One rota, strongly consistent."""
        ...
