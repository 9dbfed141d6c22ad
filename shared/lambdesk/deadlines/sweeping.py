"""What a sweep has done, and its order: neither one tenant's backlog nor what resists stands first for ever."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lambdesk.kit.text import digest

# So many entries are read at most: two megabytes of the index, whatever tenants that are closed have left behind.
READ = 20_000
# Tickets of a tenant in a row: its session is opened for several, and the next tenant does not wait long.
PORTION = 20


@dataclass(frozen=True)
class Swept:
    """How many tickets were looked at, on how many something was done, and how many could not be looked at.

    `stopped`: time was up, and the next sweep does the rest.
    """

    found: int = 0
    changed: int = 0
    failed: int = 0
    stopped: bool = False

    def __add__(self, other: "Swept") -> "Swept":
        counts = self.found + other.found, self.changed + other.changed, self.failed + other.failed
        return Swept(*counts, self.stopped or other.stopped)


@dataclass(frozen=True)
class Watch:
    """Who looks on: `enough` is asked before each portion; `resisted` is told the tenant, the ticket or None, why."""

    enough: Callable[[], bool] = lambda: False
    resisted: Callable[[str, int | None, Exception], None] = lambda *_: None


UNWATCHED = Watch()


def from_the_newest(seed: str) -> bool:
    """Every second sweep, about: what was missed last is found also where an old backlog is longer than one reads."""
    return int(digest(seed, "newest"), 16) % 2 == 1


def in_turn(waiting: Mapping[str, Sequence[int]], seed: str) -> Iterator[tuple[str, Sequence[int]]]:
    """The tickets of each tenant in portions, tenant after tenant until all are named.

    The seed says where the tenants and each one's tickets begin: a sweep that ends early leaves others than the last.
    """
    tenants = sorted(waiting, key=lambda tenant: digest(seed, tenant))
    turned = {tenant: _turned(waiting[tenant], digest(seed, tenant, "begin")) for tenant in tenants}
    for begin in range(0, max(map(len, turned.values()), default=0), PORTION):
        for tenant, numbers in turned.items():
            if begin < len(numbers):
                yield tenant, numbers[begin : begin + PORTION]


def _turned(numbers: Sequence[int], at: str) -> list[int]:
    begin = int(at, 16) % len(numbers)
    return [*numbers[begin:], *numbers[:begin]]
