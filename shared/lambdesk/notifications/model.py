"""A notification, and the inbox of the one person it is for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from lambdesk.escalation.quiet import QuietHours
from lambdesk.kit.context import Actor

LIFETIME = timedelta(days=90)


class Kind(StrEnum):
    """Why somebody is told; each can be switched off. ESCALATION is a call for those whose own ticket it is not.

    WATCHED is news on a ticket that somebody watches, whoever has it.
    """

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    REPLY_ON_MINE = "reply_on_mine"
    WATCHED = "watched"
    SNOOZE_ENDED = "snooze_ended"
    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"


@dataclass(frozen=True)
class Notification:
    """One event as one person hears of it. `subject` is the ticket's as it stood then.

    `unread` and `read_up_to` are the inbox's after this was last written: a live frame needs no second read for them.
    """

    id: str
    user_id: str
    kind: Kind
    number: int
    subject: str
    at: datetime
    actor: Actor
    unread: int
    message_id: str | None = None
    level: int | None = None
    read_at: datetime | None = None
    read_up_to: str = ""

    @property
    def expires_at(self) -> datetime:
        """When it is forgotten, read or not; the store removes it some time later."""
        return self.at + LIFETIME


@dataclass(frozen=True)
class Inbox:
    """What one person has not read yet, does not want to hear of, and when they are not to be called.

    `version` 0 has never been kept.

    No unread one is older than `unread_since`; until that has run out, `unread` is right without a look at them.

    Every change of a notification changes its inbox too. So `last_at` puts notifications into the order in which they
    were committed, and everything up to the id `read_up_to` is read, whatever came late.
    """

    user_id: str
    unread: int = 0
    last_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    read_up_to: str = ""
    muted: tuple[Kind, ...] = ()
    version: int = 0
    unread_since: datetime | None = None
    quiet: QuietHours | None = None

    def has_read(self, notification: Notification) -> bool:
        """Whether this person has seen it."""
        return notification.read_at is not None or notification.id <= self.read_up_to

    def may_count_forgotten(self, now: datetime) -> bool:
        """Whether some of the unread may have run out."""
        return self.unread > 0 and (self.unread_since is None or self.unread_since + LIFETIME <= now)
