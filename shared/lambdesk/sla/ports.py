"""What promised times need from the world."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from lambdesk.kit.changes import Committer
from lambdesk.sla.executions import Execution
from lambdesk.sla.model import SlaPolicies


class PolicyStore(Committer, Protocol):
    """Policies of a tenant. What is not there is None."""

    def newest(self, tenant: str) -> SlaPolicies | None:
        """The policies that new tickets get theirs from."""
        ...

    def version(self, tenant: str, version: int) -> SlaPolicies | None:
        """One version; it never changes."""
        ...


class DueTickets(Protocol):
    """Tickets of all tenants by when they are next due."""

    def due(self, until: datetime, most: int | None = None, *, newest: bool = False) -> Iterator[tuple[str, int]]:
        """Tenant and number of each that is due at `until` or before, as the index knows them.

        With `most` about so many: those that are due longest, or the `newest`.
        """
        ...


class Timers(Protocol):
    """One entry a ticket that goes off at a moment. Every method makes one call when all is as it should be."""

    def arm(self, tenant: str, number: int, at: datetime) -> None:
        """The ticket had no entry."""
        ...

    def move(self, tenant: str, number: int, at: datetime) -> None:
        """The ticket has an entry, which may have gone off."""
        ...

    def disarm(self, tenant: str, number: int) -> None:
        """Nothing is due any more."""
        ...


class Workflows(Protocol):
    """Chains that call level after level. A chain is named after ticket, breach and the level it calls first.

    `breach` is any text that tells the breaches of a ticket apart.
    """

    def start(self, tenant: str, number: int, breach: str, level: int, at: datetime) -> bool:
        """Call `level` at `at`, and then the ones after it; nothing when there is or was a chain of this name.

        False when that one has ended, or has another moment; the same twice may be told as begun.
        """
        ...

    def stop(self, tenant: str, number: int, breach: str) -> None:
        """End every chain of this breach that still runs."""
        ...

    def describe(self, tenant: str, number: int, breach: str, levels: Iterable[int]) -> tuple[Execution, ...]:
        """How the chains stand that were to call these levels first, in this order; one call each.

        Raises Unavailable. What ended is known for 90 days; after that it is as if it had never been.
        """
        ...
