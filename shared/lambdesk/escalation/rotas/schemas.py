"""Wire forms of on-call rotas."""

from typing import Annotated

from pydantic import Field

from lambdesk.escalation.rotas.model import LONGEST_TURN_DAYS, MEMBERS_LIMIT, OVERRIDES_LIMIT, Because
from lambdesk.kit.schema import Day, Input, Moment, Optional, Output, TimeOfDay, Words, Zone

Name = Annotated[Words, Field(min_length=1, max_length=120)]
UserId = Annotated[str, Field(pattern=r"^usr_[0-9A-HJKMNP-TV-Z]{26}$")]
TurnDays = Annotated[int, Field(ge=1, le=LONGEST_TURN_DAYS, description="1: a day each; 7: a week; 14: two weeks …")]


class RotaOverride(Input):
    """Somebody else has the duty of all days from `first` to `last`."""

    first: Day
    last: Day
    user_id: UserId


Members = Annotated[list[UserId], Field(min_length=1, max_length=MEMBERS_LIMIT)]
RotaOverrides = Annotated[list[RotaOverride], Field(max_length=OVERRIDES_LIMIT)]


class NewRota(Input):
    """The first member's first turn begins on `begins`, at `handover` by the clocks of `zone`."""

    name: Name
    zone: Zone
    members: Members
    begins: Day
    handover: TimeOfDay = "09:00"
    turn_days: TurnDays = 7
    overrides: Annotated[RotaOverrides, Field(default_factory=list)]


class RotaPatch(Input):
    """Only what is there changes, each as a whole."""

    name: Optional[Name] = None
    zone: Optional[Zone] = None
    members: Optional[Members] = None
    begins: Optional[Day] = None
    handover: Optional[TimeOfDay] = None
    turn_days: Optional[TurnDays] = None
    overrides: Optional[RotaOverrides] = None


class Rota(Output):
    """`version` is also the `ETag`."""

    id: str
    name: str
    zone: str
    members: list[str]
    begins: Day
    handover: TimeOfDay
    turn_days: int
    overrides: list[RotaOverride]
    updated_at: Moment
    version: int


class RotaList(Output):
    """By name."""

    items: list[Rota]


class Duty(Output):
    """Until just before `ends_at`. Nobody has it when no member is active. `because`: whose turn it is may be passed
    over, or replaced for a day."""

    begins_at: Moment
    ends_at: Moment
    user_id: str | None
    because: Because


class DutyList(Output):
    """One after the other."""

    items: list[Duty]


class OnCall(Output):
    """Who has the duty of a rota now, and who after that."""

    rota_id: str
    name: str
    now: Duty
    next: Duty


class OnCallList(Output):
    """By the rota's name."""

    items: list[OnCall]
