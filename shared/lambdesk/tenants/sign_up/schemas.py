"""Wire forms of sign-up."""

from typing import Annotated

from pydantic import Field

from lambdesk.identity.decide import NAME_LIMIT
from lambdesk.identity.schemas import PASSWORD_LIMIT
from lambdesk.kit.schema import Address, Input, Moment, Output, Words

_Slug = Annotated[str, Field(min_length=1, max_length=40, examples=["northwind"])]


class SignUpForm(Output):
    """What a sign-up begins with: work for the browser, as before any public form."""

    challenge: str
    difficulty: int
    expires_at: Moment


class NewSignUp(Input):
    """A workspace that somebody wants. `slug` is its name in the address bar."""

    workspace: Annotated[Words, Field(min_length=1, max_length=NAME_LIMIT)]
    slug: _Slug
    email: Address
    locale: Annotated[str, Field(min_length=1, max_length=20, examples=["en"])]
    challenge: Annotated[str, Field(min_length=1, max_length=300)]
    solution: Annotated[str, Field(min_length=1, max_length=20)]


class SignUpAsked(Output):
    """The same for every address and slug."""

    received: bool


class SignUpConfirmation(Output):
    """What the holder of a link sees before the workspace is made."""

    workspace: str
    slug: str
    locale: str
    email: str


class SignUpChoice(Input):
    """What makes a workspace of it. The slug is another one when the first is taken."""

    slug: _Slug
    name: Annotated[Words, Field(min_length=1, max_length=NAME_LIMIT)]
    password: Annotated[str, Field(min_length=1, max_length=PASSWORD_LIMIT, json_schema_extra={"format": "password"})]
