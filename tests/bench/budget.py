"""The targets and gates of the product, in the units in which they are gated."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a value stands to its target and its gate."""

    MET = "met"
    MISSED = "over target"
    BROKEN = "over gate"
    TOLD = "-"


@dataclass(frozen=True)
class Budget:
    """The most a value should be (`target`) and may be (`gate`); None where there is none."""

    target: float | None = None
    gate: float | None = None

    def verdict(self, value: float) -> Verdict:
        """Small differences in counting are no verdict: a value is compared as it is printed, not rounded further."""
        if self.gate is not None and value > self.gate:
            return Verdict.BROKEN
        if self.target is not None and value > self.target:
            return Verdict.MISSED
        return Verdict.TOLD if self.target is None and self.gate is None else Verdict.MET

    def scaled(self, factor: float) -> "Budget":
        """The same budget in another unit."""
        return Budget(
            None if self.target is None else self.target * factor, None if self.gate is None else self.gate * factor
        )


def exact(most: float) -> Budget:
    """A counted value: one more than planned is already a defect."""
    return Budget(most, most)


# Millions of user-mode instructions. The floor is the same without any code of ours.
API_INIT = Budget(1_900, 2_100)
API_INIT_FLOOR = 1_289.0
WORKER_INIT_TARGET = 810.0
WORKER_INIT_FLOOR = 768.0
FRAMEWORK = Budget(1.4, 2.5)
FRAMEWORK_FLOOR = 0.55
LIST_DATA = Budget(9, 12)
DUE = Budget(0.5, 0.5)

API_ZIP_MB = Budget(14, 20)
DESK_FIRST_LOAD_KB = Budget(200, 200)
MANY_TICKETS_RATIO = Budget(1.1, 1.3)
MAIL_TO_LIST_P95_MS = Budget(3_000, 3_000)
CHANGE_ON_SCREEN_MS = Budget(1_000, 1_000)
MAIL_ON_SCREEN_MS = Budget(2_000, 2_000)
BREACH_ON_SCREEN_MS = Budget(3_000, 3_000)

THOUSAND_TICKETS_DOLLARS = Budget(1.10, 1.50)
MONTH_DOLLARS = {10: Budget(14, 50), 50: Budget(27, 200), 200: Budget(75, 800), 1_000: Budget(330, 3_000)}
IDLE_MONTH_DOLLARS = Budget(5, 5)


@dataclass(frozen=True)
class Calls:
    """DynamoDB calls and units of one operation."""

    round_trips: int
    units: float


# Reads in read request units, writes in write request units.
LIST = Calls(1, 3)
OPEN = Calls(1, 4)
CREATE = Calls(3, 17)
CREATE_FOR_SOMEBODY_NEW = Calls(3 + 1, 17 + 4)
REPLY = Calls(2, 14)
STATUS_CHANGE = Calls(2, 9)
