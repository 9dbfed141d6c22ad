"""What recomputations need from a store."""

from typing import Protocol

from lambdesk.kit.changes import ChangeSet
from lambdesk.tickets.recomputing.model import Recomputation


class RecomputationStore(Protocol):
    """Where the record of the last one is."""

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        """Raises StaleVersion, AlreadyExists or Unavailable."""
        ...

    def recomputation(self, tenant: str) -> Recomputation | None:
        """The one asked for last, also when it is over."""
        ...
