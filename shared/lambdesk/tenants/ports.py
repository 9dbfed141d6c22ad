"""What taking a tenant out of the stack needs from the world. An operator's credentials: it reaches all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Place:
    """Where an item is. `last`: it is what tells that there is such a tenant, and goes when all else is gone."""

    pk: str
    sk: str
    last: bool = False


class WholeTable(Protocol):
    """Everything of a tenant, wherever it is kept. Reads the whole table, so it is for rare work."""

    def items(self, tenant: str) -> Iterator[tuple[Place, str, dict[str, Any]]]:
        """Each item's place, its kind (`tickets`, `messages` …; empty for what only serves the machine) and values."""
        ...

    def remove(self, places: Sequence[Place]) -> None:
        """Delete these items, each by itself."""
        ...

    def remove_together(self, places: Sequence[Place]) -> None:
        """Delete these items, all or none; at most 100."""
        ...


class WholeBucket(Protocol):
    """A bucket, with the older versions of its objects."""

    def keys(self, prefix: str) -> Iterator[str]: ...

    def read(self, key: str) -> bytes: ...

    def remove(self, name: str) -> int:
        """Delete every version of this object, or of all below a name that ends with a slash; how many."""
        ...
