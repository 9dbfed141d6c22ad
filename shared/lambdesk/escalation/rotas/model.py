"""A rota as a tenant's managers keep it, and the duties that it comes to."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

PREFIX = "rot"
LIMIT = 50
MEMBERS_LIMIT = 100
OVERRIDES_LIMIT = 200
OVERRIDE_DAYS = 366
LONGEST_TURN_DAYS = 364


@dataclass(frozen=True)
class RotaOverride:
    """Somebody else has the duty of all days from `first` to `last`, each from its handover until the next day's."""

    first: date
    last: date
    user_id: str


@dataclass(frozen=True)
class Rota:
    """`members` have the duty in turn, each for `turn_days` days; the first turn begins on `begins` with the first one.

    `handover` is in minutes of wall-clock time after the midnight of `zone`, an IANA name. Turns go on both ways: also
    before `begins` somebody has the duty.
    """

    id: str
    name: str
    zone: str
    members: tuple[str, ...]
    begins: date
    handover: int
    turn_days: int
    updated_at: datetime
    overrides: tuple[RotaOverride, ...] = ()
    version: int = 1

    @property
    def people(self) -> frozenset[str]:
        """Everybody whom it names."""
        return frozenset(self.members) | {each.user_id for each in self.overrides}


class Because(StrEnum):
    """Why somebody has a duty: it is their turn, they stand in for a day, or whose turn it is is not active."""

    TURN = "turn"
    OVERRIDE = "override"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Duty:
    """Somebody has the duty from `begin` until just before `end`; None: nobody of the rota is active."""

    begin: datetime
    end: datetime
    user_id: str | None
    because: Because
