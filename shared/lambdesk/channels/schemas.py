"""Wire forms of the doors that nobody signs in for."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.channels.webform import DIFFICULTY_BITS
from lambdesk.kit.schema import Address, Input, Moment, Output, Words
from lambdesk.tickets.model import SUBJECT_LIMIT

BODY_LIMIT = 10_000


class Form(Output):
    """Find a `solution` for which SHA-256 of `<challenge>:<solution>` begins with `difficulty` zero bits."""

    name: str
    locale: str
    challenge: str
    difficulty: Annotated[int, Field(examples=[DIFFICULTY_BITS])]
    expires_at: Moment


class NewFormTicket(Input):
    """The form filled in. Leave `website` empty: it is there for robots."""

    name: Annotated[str, Field(max_length=120)] = ""
    email: Address
    subject: Annotated[Words, Field(min_length=1, max_length=SUBJECT_LIMIT)]
    body: Annotated[Words, Field(min_length=1, max_length=BODY_LIMIT)]
    challenge: Annotated[str, Field(max_length=200)]
    solution: Annotated[str, Field(max_length=40)]
    website: Annotated[str, Field(max_length=500)] = ""


class FormReceived(Output):
    """The message arrived; answers come by mail."""

    received: bool


class Confirmation(Output):
    """A ticket as its requester's link shows it. Only a `resolved` one can be confirmed; then it is `closed`."""

    name: str
    slug: str
    locale: str
    label: str
    subject: str
    state: Literal["open", "resolved", "closed"]


class Acknowledgement(Output):
    """A breach as the link of somebody who was called shows it. `own`: whoever the link is for takes care of it."""

    name: str
    slug: str
    locale: str
    number: int
    label: str
    subject: str
    metric: str
    state: Literal["waiting", "taken", "over"]
    own: bool
