"""Wire forms of the portal."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.kit.schema import Address, Input, Moment, Output, Words

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


class PortalTicket(Output):
    """`status` is the workspace's own word for the state, where it has one."""

    number: int
    label: str
    subject: str
    state: Literal["open", "pending", "resolved", "closed"]
    status: str | None
    created_at: Moment
    updated_at: Moment


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
    """A request with what was said to the customer and by them. `open`: an answer is taken."""

    ticket: PortalTicket
    messages: list[PortalMessage]
    open: bool


class NewPortalMessage(Input):
    body: Annotated[Words, Field(min_length=1, max_length=BODY_LIMIT)]


class PortalMessageCreated(Output):
    id: str
