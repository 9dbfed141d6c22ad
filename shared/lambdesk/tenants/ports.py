"""What taking a tenant out of the stack needs from the world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lambdesk.tenants.model import Ending


@dataclass(frozen=True)
class Place:
    """Where an item is."""

    pk: str
    sk: str


@dataclass(frozen=True)
class Page:
    """Some of a tenant's places, and what they tell of outside the table: tickets with timers, raw mails, accounts.

    `position` is where to read on; None at the end.
    """

    places: tuple[Place, ...] = ()
    tickets: tuple[int, ...] = ()
    mails: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    position: str | None = None


class WholeTable(Protocol):
    """Everything of a tenant, wherever it is kept. Reads the whole table, so it is for rare work."""

    def items(self, tenant: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The kind (`tickets`, `messages` …) and values of each item that means something outside the machine."""
        ...

    def pages(self, tenant: str, position: str | None) -> Iterator[Page]:
        """Each part of the table from this position on; without what `end` takes away. Only keys are read."""
        ...

    def remove(self, tenant: str, places: Sequence[Place]) -> None:
        """Delete these items of the tenant, each by itself."""
        ...

    def end(self, tenant: str) -> None:
        """Delete what tells that there is such a tenant: its record, its slugs, how far its end has come."""
        ...

    def ending(self, tenant: str) -> Ending | None:
        """How far a tenant's end has come, when it has begun."""
        ...

    def endings(self) -> Sequence[str]:
        """The tenants whose end has begun."""
        ...

    def begin(self, ending: Ending) -> None:
        """Remember that an end has begun."""
        ...

    def keep(self, ending: Ending) -> None:
        """Remember how far it has come; raises NotFound when it is over."""
        ...


class WholeBucket(Protocol):
    """A bucket, with the older versions of its objects."""

    def keys(self, prefix: str) -> Iterator[str]: ...

    def read(self, key: str) -> bytes: ...

    def remove(self, name: str) -> Iterator[int]:
        """Delete every version of this object, or of all below a name that ends with a slash; how many, in parts."""
        ...
