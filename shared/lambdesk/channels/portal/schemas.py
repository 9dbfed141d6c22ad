"""Wire forms of the portal."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lambdesk.conversations.schemas import UploadId
from lambdesk.conversations.uploads.decide import FILES_LIMIT
from lambdesk.kit.schema import Address, Input, Moment, Output
from lambdesk.tickets.decide.following import Answer

BODY_LIMIT = 10_000


class NewSignIn(Input):
    """Ask for a link by mail. `challenge` and `solution` as in the form."""

    email: Address
    challenge: Annotated[str, Field(max_length=200)]
    solution: Annotated[str, Field(max_length=40)]


class SignInAsked(Output):
    """The answer is the same whether anybody has the address or not."""

    received: bool


class SignInLink(Output):
    """Whom a link signs in, and where."""

    name: str
    slug: str
    person: str
    email: str


class PortalPerson(Output):
    """Who is signed in."""

    name: str
    email: str
    workspace: str
    slug: str
    device_id: str


class PortalDevice(Output):
    """A browser that stays signed in."""

    id: str
    device: str
    created_at: Moment
    used_at: Moment
    expires_at: Moment


class PortalDevices(Output):
    items: list[PortalDevice]


class PortalPromise(Output):
    """A time that the workspace lets its customers see.

    `by` is there while the time is `running`. `waiting`: it stands still until the customer answers. `late`: it takes
    longer than was aimed for.
    """

    kind: Literal["reply", "solution"]
    state: Literal["running", "waiting", "late"]
    by: Moment | None


class PortalTicket(Output):
    """`status` is the workspace's own word for the state, where it has one.

    `promises` are what is promised still; a list tells the next one alone.
    """

    number: int
    label: str
    subject: str
    state: Literal["open", "pending", "resolved", "closed"]
    status: str | None
    created_at: Moment
    updated_at: Moment
    promises: list[PortalPromise]


class PortalTickets(Output):
    """The newest 50."""

    items: list[PortalTicket]


class PortalAttachment(Output):
    index: int
    name: str
    size: int


class PortalMessage(Output):
    """`mine`: the reader wrote it. `complete`: false when the text goes on."""

    id: str
    mine: bool
    author: str
    body: str
    complete: bool
    at: Moment
    attachments: list[PortalAttachment]


class PortalThread(Output):
    """A request with what was said to the customer and by them.

    `answer`: what another message does here: it goes on, opens the request again, or begins a follow-up. `goes_on_in`
    is the customer's own request into which this one went, `goes_on_from` the one that it follows up.
    """

    ticket: PortalTicket
    messages: list[PortalMessage]
    answer: Answer
    goes_on_in: int | None
    goes_on_from: int | None


class NewPortalMessage(Input):
    """Words, files or both; `attachments` are upload ids."""

    body: Annotated[str, Field(max_length=BODY_LIMIT)] = ""
    attachments: Annotated[list[UploadId], Field(max_length=FILES_LIMIT)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.body.strip() and not self.attachments:
            raise PydanticCustomError("blank", "a message needs words or a file")
        return self


class PortalMessageCreated(Output):
    """`number`: where it stands. It is another one when a follow-up began or the request went into another one."""

    id: str
    number: int
