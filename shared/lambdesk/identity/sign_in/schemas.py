"""Wire forms of the second step of signing in."""

from typing import Annotated

from pydantic import Field

from lambdesk.identity.schemas import CODE_LIMIT, TICKET_LIMIT, Session
from lambdesk.kit.schema import Input, Output


class MfaBegun(Output):
    """What an authenticator is told: the secret, or all as an `otpauth:` address. `ticket` is good for 10 minutes."""

    secret: str
    uri: str
    ticket: str


class MfaCode(Input):
    """The ticket of the beginning, and the code that the authenticator shows."""

    ticket: Annotated[str, Field(min_length=1, max_length=TICKET_LIMIT)]
    code: Annotated[str, Field(min_length=1, max_length=CODE_LIMIT, examples=["123456"])]


class MfaEnrolled(Output):
    """A new session, and ten codes for when the authenticator is lost; shown this once."""

    session: Session
    recovery_codes: list[str]


class NewRecoveryCodes(Output):
    """Ten codes; shown this once. Older ones are void."""

    recovery_codes: list[str]
