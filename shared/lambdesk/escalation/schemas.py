"""Wire forms of escalation levels."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.escalation.decide import LONGEST_SECONDS
from lambdesk.escalation.model import LEVELS, RECIPIENTS
from lambdesk.kit.schema import Input

Named = Annotated[str, Field(max_length=64, description="Of the person, role, rota or team that is meant.")]


class Recipient(Input):
    """`assignee` is whose the ticket is: while nobody has it, its team. `id` names a person, role, rota or team."""

    kind: Literal["assignee", "team_lead", "person", "role", "rota", "team"]
    id: Named | None = None


class Action(Input):
    """`reassign` gives the ticket to a person, else to a team, without either to the first person who is called."""

    kind: Literal["notify", "reassign", "raise_priority"]
    user_id: Named | None = None
    team_id: Named | None = None


class Level(Input):
    """Called so many seconds after the breach. When it reaches nobody, the next one is called at once."""

    delay_seconds: Annotated[int, Field(ge=0, le=LONGEST_SECONDS)]
    recipients: Annotated[list[Recipient], Field(min_length=1, max_length=RECIPIENTS)]
    actions: Annotated[list[Action], Field(min_length=1, max_length=3, default_factory=lambda: [Action(kind="notify")])]


Levels = Annotated[list[Level], Field(min_length=1, max_length=LEVELS)]
