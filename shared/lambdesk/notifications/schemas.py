"""Wire forms of notifications. They describe what `wire` makes."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lambdesk.kit.context import ActorKind
from lambdesk.kit.schema import Input, Moment, Optional, Output
from lambdesk.notifications.model import Kind

READ_LIMIT = 50
NotificationId = Annotated[str, Field(pattern=r"^ntf_[0-9A-HJKMNP-TV-Z]{26}$")]


class Teller(Output):
    """Who made it happen; the system has no id."""

    kind: ActorKind
    id: str | None


class Notification(Output):
    """`subject` is the ticket's as it stood then; `level` is that of an escalation."""

    id: str
    kind: Kind
    number: int
    subject: str
    at: Moment
    actor: Teller
    message_id: str | None
    level: int | None
    read: bool


class NotificationPage(Output):
    """The newest first; `unread` counts all of them."""

    items: list[Notification]
    unread: int
    next_cursor: str | None


class Unread(Output):
    """How many are left."""

    unread: int


class NotificationsRead(Input):
    """Either some ids, or one up to which everything is read."""

    ids: Annotated[Optional[list[NotificationId]], Field(min_length=1, max_length=READ_LIMIT)] = None
    up_to: Optional[NotificationId] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.ids is None) == (self.up_to is None):
            raise PydanticCustomError("conflicting", "send ids or up_to")
        return self


class Preferences(Output):
    """Which kinds of notification somebody gets."""

    assigned: bool
    mentioned: bool
    reply_on_mine: bool
    watched: bool
    snooze_ended: bool
    warning: bool
    breach: bool
    escalation: bool


class NewPreferences(Input):
    """All kinds, each on or off."""

    assigned: bool
    mentioned: bool
    reply_on_mine: bool
    watched: bool
    snooze_ended: bool
    warning: bool
    breach: bool
    escalation: bool


Time = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:00"])]
WeekDay = Annotated[int, Field(ge=0, le=6)]


class QuietHours(Input):
    """From `begins` until `ends`, on the next day when that is not later, by the clocks of `zone`. `days` are those on
    which they begin; Monday is 0.
    """

    zone: Annotated[str, Field(min_length=1, max_length=64, description="An IANA name.", examples=["Europe/Berlin"])]
    begins: Time
    ends: Time
    days: Annotated[list[WeekDay], Field(min_length=1, max_length=7, default_factory=lambda: [0, 1, 2, 3, 4, 5, 6])]


class QuietHoursChoice(Input):
    """Null: the caller may be called at any hour."""

    quiet: QuietHours | None


class QuietHoursChosen(Output):
    """Null: the caller may be called at any hour. An urgent ticket calls at any hour."""

    quiet: QuietHours | None
