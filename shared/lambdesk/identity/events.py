"""Facts about tenants and their staff."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("tenant.created")
@dataclass(frozen=True)
class TenantCreated:
    """A tenant began."""

    EVENT_TYPE: ClassVar[str]
    tenant_id: str


@event_type("user.created")
@dataclass(frozen=True)
class UserCreated:
    """Somebody is staff from now on."""

    EVENT_TYPE: ClassVar[str]
    user_id: str
    role: str
