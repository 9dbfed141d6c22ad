"""Who acts, where, when and why: the only view of the world a decision gets."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lambdesk.kit import ids

SYSTEM_TENANT = "_system"


class ActorKind(StrEnum):
    USER = "user"
    CUSTOMER = "customer"
    API_KEY = "api_key"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """A person, a program with an API key, or the system itself.

    `id` is None for the system and for customers not yet known.
    """

    kind: ActorKind
    id: str | None = None


SYSTEM = Actor(ActorKind.SYSTEM)
# What a cause says of a request that was made as somebody else: who looked.
VIEWER = "viewer"


@dataclass(frozen=True)
class Context:
    """`now` is UTC; `seed` is the only randomness; `cause` says which door led here (`{"door": "http", …}`)."""

    tenant: str
    actor: Actor
    now: datetime
    seed: str
    cause: dict[str, str] = field(default_factory=dict)
    correlation_id: str = ""
    causation_id: str | None = None

    def derive_id(self, prefix: str, at: datetime, ordinal: int = 0) -> str:
        """An id for something this decision makes; equal contexts give equal ids."""
        return ids.derived_id(prefix, at, self.seed, ordinal)
