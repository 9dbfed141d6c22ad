"""Facts about customers at the portal. Which address a link goes to is said by its place among the customer's."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("customer.sign_in_asked")
@dataclass(frozen=True)
class CustomerSignInAsked:
    """Somebody asked for a link to sign in with; `place` is that of the address in the customer's record."""

    EVENT_TYPE: ClassVar[str]
    customer_id: str
    place: int
    until: str


@event_type("customer.signed_in")
@dataclass(frozen=True)
class CustomerSignedIn:
    """A link was used: the device is remembered from now on."""

    EVENT_TYPE: ClassVar[str]
    customer_id: str
    session_id: str


@event_type("customer.signed_out")
@dataclass(frozen=True)
class CustomerSignedOut:
    """A device is not remembered any more. `reason`: `asked`, or `reused` when an old handle of it came back."""

    EVENT_TYPE: ClassVar[str]
    customer_id: str
    session_id: str
    reason: str
