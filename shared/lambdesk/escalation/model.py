"""Levels of an escalation: when each is called, whom it means, and what is done."""

from dataclasses import dataclass, field
from enum import StrEnum

from lambdesk.identity.model import ADMIN, MANAGER
from lambdesk.kit.differences import UNTOLD

LEVELS = 5
RECIPIENTS = 20


class RecipientKind(StrEnum):
    """Whom a recipient means. ASSIGNEE is whose the ticket is: while nobody has it, its team."""

    ASSIGNEE = "assignee"
    TEAM_LEAD = "team_lead"
    PERSON = "person"
    ROLE = "role"
    ROTA = "rota"
    TEAM = "team"


NAMED = frozenset({RecipientKind.PERSON, RecipientKind.ROLE, RecipientKind.ROTA, RecipientKind.TEAM})
"""Those that need an id."""


@dataclass(frozen=True)
class Recipient:
    """Whom a level calls; `id` is that of the person, role, rota or team that is meant, else None."""

    kind: RecipientKind
    id: str | None = None

    @property
    def text(self) -> str:
        """`assignee`, or `rota:rot_…`."""
        return self.kind.value if self.id is None else f"{self.kind.value}:{self.id}"


class ActionKind(StrEnum):
    """What a level does: tell those whom it calls, give them the ticket, make it more urgent, call an address."""

    NOTIFY = "notify"
    REASSIGN = "reassign"
    RAISE_PRIORITY = "raise_priority"
    WEBHOOK = "webhook"


@dataclass(frozen=True)
class Action:
    """Something that a level does. `to` is the person or team that REASSIGN means; None: the first who is called.

    WEBHOOK calls `address`, signed with a secret that is kept sealed and never told; addresses often hold one, too.
    """

    kind: ActionKind
    to: Recipient | None = None
    address: str | None = field(default=None, metadata={UNTOLD: True})
    secret: str | None = field(default=None, repr=False, metadata={UNTOLD: True})


NOTIFY = (Action(ActionKind.NOTIFY),)


@dataclass(frozen=True)
class Level:
    """Called `delay_seconds` after the breach, unless somebody took care of it before."""

    delay_seconds: int
    recipients: tuple[Recipient, ...]
    actions: tuple[Action, ...] = field(default=NOTIFY)

    def does(self, kind: ActionKind) -> Action | None:
        """The action of this kind, if it has one."""
        return next((each for each in self.actions if each.kind is kind), None)


DEFAULT_LEVELS = (
    Level(0, (Recipient(RecipientKind.ASSIGNEE),)),
    Level(1_800, (Recipient(RecipientKind.ROLE, MANAGER),)),
    Level(3_600, (Recipient(RecipientKind.ROLE, ADMIN),)),
)
