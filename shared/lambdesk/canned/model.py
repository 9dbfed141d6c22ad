"""A canned response, and how often it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PREFIX = "can"


class Scope(StrEnum):
    """For whom a response is: its owner alone, one team, or everybody."""

    PRIVATE = "private"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True)
class CannedResponse:
    """`bodies` are clean HTML with Liquid in it, by language (`en`, `pt-BR`): one thing to say, once in each language.

    `folder` is a path such as `Billing/Refunds`, empty for none. `team_id` is there when the scope is a team.
    """

    id: str
    name: str
    bodies: Mapping[str, str]
    scope: Scope
    owner_id: str
    updated_at: datetime
    shortcut: str | None = None
    folder: str = ""
    team_id: str | None = None
    version: int = 1


@dataclass(frozen=True)
class CannedUses:
    """How many replies were sent with a response. Kept apart from it, so that counting costs one unit."""

    id: str
    count: int = 0


@dataclass(frozen=True)
class Counted:
    """A response with its uses."""

    response: CannedResponse
    uses: int
