"""Facts about canned responses. What they are called and what they say are people's words and are not in them."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.canned.model import CannedResponse
from lambdesk.kit.differences import Changed, Made, difference, values_of
from lambdesk.kit.events import event_type

_TOLD = ("scope", "owner_id", "team_id")


@event_type("canned_response.created")
@dataclass(frozen=True)
class CannedResponseCreated(Made):
    """A text for replies."""


@event_type("canned_response.changed")
@dataclass(frozen=True)
class CannedResponseChanged(Changed):
    """Other words, another folder or shortcut, or for others."""


@event_type("canned_response.deleted")
@dataclass(frozen=True)
class CannedResponseDeleted:
    """Gone, with the count of its uses."""

    EVENT_TYPE: ClassVar[str]
    id: str


def created(response: CannedResponse) -> CannedResponseCreated:
    """That it was made."""
    return CannedResponseCreated(response.id, values_of(response, _TOLD))


def changed(before: CannedResponse, after: CannedResponse) -> CannedResponseChanged:
    """What of it changed."""
    return CannedResponseChanged(before.id, *difference(before, after, _TOLD))
