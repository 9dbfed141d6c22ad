"""What happened to roles, and who looked as whom. Ids and states only: a role's name is in its record."""

from dataclasses import dataclass
from typing import ClassVar

from lambdesk.kit.events import event_type


@event_type("role.created")
@dataclass(frozen=True)
class RoleCreated:
    """A role of the tenant's own; `permissions` in the order of the alphabet."""

    EVENT_TYPE: ClassVar[str]

    role_id: str
    reach: str
    permissions: list[str]


@event_type("role.changed")
@dataclass(frozen=True)
class RoleChanged:
    """Its name, reach or permissions are others; `given` and `taken` say which permissions."""

    EVENT_TYPE: ClassVar[str]

    role_id: str
    reach: str
    given: list[str]
    taken: list[str]
    renamed: bool


@event_type("role.deleted")
@dataclass(frozen=True)
class RoleDeleted:
    """It is no more; its `members` have the replacement."""

    EVENT_TYPE: ClassVar[str]

    role_id: str
    members: int
    replacement: str | None = None


@event_type("user.viewed_as")
@dataclass(frozen=True)
class UserViewedAs:
    """The actor looks at the desk as this member; told once an hour."""

    EVENT_TYPE: ClassVar[str]

    user_id: str
