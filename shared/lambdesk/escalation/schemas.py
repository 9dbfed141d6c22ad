"""Wire forms of escalation levels."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.escalation.decide import LONGEST_SECONDS
from lambdesk.escalation.model import LEVELS, RECIPIENTS
from lambdesk.escalation.webhooks import ADDRESS_LENGTH, SECRET_LENGTH
from lambdesk.kit.schema import Input

Named = Annotated[str, Field(max_length=64, description="Of the person, role, rota or team that is meant.")]


class Recipient(Input):
    """`assignee` is whose the ticket is: while nobody has it, its team. `id` names a person, role, rota or team."""

    kind: Literal["assignee", "team_lead", "person", "role", "rota", "team"]
    id: Named | None = None


class Action(Input):
    """`reassign` gives the ticket to a person, else to a team, without either to the first person who is called.

    `webhook` posts to `address`, https on the public internet, signed by the Standard Webhooks specification. Only who
    may write settings sees the address.
    """

    kind: Literal["notify", "reassign", "raise_priority", "webhook"]
    user_id: Named | None = None
    team_id: Named | None = None
    address: Annotated[str, Field(max_length=ADDRESS_LENGTH)] | None = None


class NewAction(Action):
    """With the secret that signs what is sent to `address`: `whsec_` and the base64 of 24 to 64 bytes.

    It is never told again. An address that the policy calls already keeps its secret when none is given.
    """

    secret: Annotated[str, Field(max_length=SECRET_LENGTH)] | None = None


class Level(Input):
    """Called so many seconds after the breach. When it reaches nobody, the next one is called at once."""

    delay_seconds: Annotated[int, Field(ge=0, le=LONGEST_SECONDS)]
    recipients: Annotated[list[Recipient], Field(min_length=1, max_length=RECIPIENTS)]
    actions: Annotated[list[Action], Field(min_length=1, max_length=4, default_factory=lambda: [Action(kind="notify")])]


class NewLevel(Input):
    """Called so many seconds after the breach. When it reaches nobody, the next one is called at once."""

    delay_seconds: Annotated[int, Field(ge=0, le=LONGEST_SECONDS)]
    recipients: Annotated[list[Recipient], Field(min_length=1, max_length=RECIPIENTS)]
    actions: Annotated[
        list[NewAction], Field(min_length=1, max_length=4, default_factory=lambda: [NewAction(kind="notify")])
    ]


Levels = Annotated[list[NewLevel], Field(min_length=1, max_length=LEVELS)]
