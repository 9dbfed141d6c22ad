"""How many requests may come, and the arithmetic of it: no I/O, no clock.

A bucket is one number, its horizon: the moment until which its tokens are used up. Refill is time that passes. Tokens
are leased in blocks: who takes one moves the horizon by what the block is worth, and spends it from memory within
LEASE_SECONDS. What may be taken at once is therefore less than the burst by what flows in during a lease, so that in
any stretch of time, over all who hold leases, no more is spent than rate × time + burst.

Moments are microseconds since 1970.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LEASE_SECONDS = 20
WINDOW_SECONDS = 60
LEAST_PER_MINUTE = 6
_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Limit:
    """`per_minute` requests flow in evenly, as many may come at once. `name` is the policy's in the headers."""

    name: str
    per_minute: int

    def __post_init__(self) -> None:
        if self.per_minute < LEAST_PER_MINUTE:
            message = f"a limit is at least {LEAST_PER_MINUTE} requests a minute"
            raise ValueError(message)

    @property
    def interval(self) -> int:
        """Microseconds in which one token flows in, rounded up: rather too few than too many."""
        return -(-WINDOW_SECONDS * _SECOND // self.per_minute)

    @property
    def block(self) -> int:
        """Tokens taken at once: what flows in within a second, for small limits a few."""
        return max(1, self.per_minute // WINDOW_SECONDS, min(5, self.per_minute // 8))

    @property
    def cost(self) -> int:
        """How far a block moves the horizon."""
        return self.block * self.interval

    @property
    def depth(self) -> int:
        """How far the horizon may be ahead of the present."""
        return self.per_minute * self.interval - LEASE_SECONDS * _SECOND

    def after(self, horizon: int | None, now: int) -> int | None:
        """The horizon after one more block; None when there is no room for it now."""
        moved = max(horizon or 0, now) + self.cost
        return moved if moved - now <= self.depth else None

    def room_at(self, horizon: int) -> int:
        """From when there is room for a block."""
        return horizon + self.cost - self.depth

    def left(self, horizon: int, now: int) -> int:
        """Tokens that nobody took yet."""
        return max(0, self.depth - max(0, horizon - now)) // self.interval


@dataclass(frozen=True)
class Standing:
    """How a caller stands with a limit after a request. `seconds`: refused, until it is worth trying again; else until
    everything has flowed in again.
    """

    limit: Limit
    admitted: bool
    remaining: int
    seconds: int


def microseconds(moment: datetime) -> int:
    """A moment as a number."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def seconds_until(moment: int, now: int) -> int:
    """Whole seconds, rounded up."""
    return max(0, -(-(moment - now) // _SECOND))
