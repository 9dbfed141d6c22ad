"""Wire forms of canned responses."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.canned.decide import BODIES_LIMIT_BYTES, LANGUAGES
from lambdesk.canned.model import Scope
from lambdesk.kit.schema import Input, Moment, Optional, Output, Words

Name = Annotated[Words, Field(min_length=1, max_length=120)]
Shortcut = Annotated[str, Field(max_length=40, examples=["refund"])]
Folder = Annotated[str, Field(max_length=200, examples=["Billing/Refunds"])]
TeamId = Annotated[str, Field(min_length=1, max_length=64)]
# Strict input would want the enum's own members; their values are what a caller can send.
WireScope = Annotated[Scope, Field(strict=False)]
Language = Annotated[str, Field(max_length=12, examples=["de"])]
Bodies = Annotated[
    dict[Language, Annotated[str, Field(max_length=BODIES_LIMIT_BYTES)]],
    Field(min_length=1, max_length=LANGUAGES, description="HTML with Liquid by language.", examples=[{"en": "<p>Hi"}]),
]


class CannedResponseRow(Output):
    """What a list shows; `preview` is how the text begins in the workspace's language."""

    id: str
    name: str
    shortcut: str | None
    folder: str
    scope: Scope
    team_id: str | None
    languages: list[str]
    preview: str
    usage_count: int
    updated_at: Moment
    owner_id: str
    version: int


class CannedResponseList(Output):
    """All that the caller sees, by folder and name."""

    items: list[CannedResponseRow]


class CannedResponse(CannedResponseRow):
    """One with its bodies: HTML with Liquid by language. `version` is also the `ETag`."""

    bodies: dict[str, str]


class NewCannedResponse(Input):
    """`scope` says for whom it is; what is not `private` takes the permission `settings.write`."""

    name: Name
    bodies: Bodies
    shortcut: Shortcut | None = None
    folder: Folder = ""
    scope: WireScope = Scope.PRIVATE
    team_id: TeamId | None = None


class CannedResponsePatch(Input):
    """Only what is there changes. What becomes `private` belongs to the caller from then on."""

    name: Optional[Name] = None
    bodies: Optional[Bodies] = None
    shortcut: Shortcut | None = None
    folder: Optional[Folder] = None
    scope: Optional[WireScope] = None
    team_id: TeamId | None = None


class NewRendering(Input):
    """On which ticket, and in which of the languages; without one, the workspace's."""

    number: Annotated[int, Field(ge=1, lt=10**10)]
    language: Language | None = None


class Unresolved(Output):
    """A variable that still stands in the text. `unknown`: there is none of this name; `empty`: it has no value."""

    variable: str
    reason: Literal["unknown", "empty"]
    hint: str


class Rendering(Output):
    """What goes into the reply. With something `unresolved` in it, the reply is not taken."""

    html: str
    text: str
    language: str
    unresolved: list[Unresolved]
