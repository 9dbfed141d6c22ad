"""Wire forms of roles and of the catalogue of permissions."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from lambdesk.identity.model import BUILT_IN, OF_CUSTOMERS, Permission, Reach
from lambdesk.identity.roles.decide import NAME_LIMIT
from lambdesk.identity.roles.model import CATALOGUE
from lambdesk.identity.roles.service import Listed
from lambdesk.kit.schema import Input, Optional, Output, Words


def each_once(told: object) -> object:
    """A list that names nothing twice, as the description says; anything else is for whoever reads it."""
    if isinstance(told, list) and len({repr(each) for each in told}) < len(told):
        raise PydanticCustomError("conflicting", "names something twice")
    return told


Name = Annotated[Words, Field(min_length=1, max_length=NAME_LIMIT, examples=["Second line"])]
WirePermission = Annotated[Permission, Field(strict=False)]
Permissions = Annotated[
    frozenset[WirePermission], BeforeValidator(each_once), Field(max_length=len(Permission), strict=False)
]
WireReach = Annotated[Reach, Field(strict=False)]


class RoleView(Output):
    """A role: what its members may do, and to which tickets. A `built_in` one stays as it is."""

    id: str
    name: str
    permissions: list[Permission]
    reach: Reach
    built_in: bool
    members: int
    version: int


class RoleList(Output):
    """The built-in roles first, then the workspace's own by name."""

    items: list[RoleView]


class NewRole(Input):
    """A role of the workspace's own. Nobody gives what they do not have themselves."""

    name: Name
    permissions: Permissions
    reach: WireReach = Reach.ALL


class RolePatch(Input):
    """Only what is there changes; `permissions` are all that it has from now on."""

    name: Optional[Name] = None
    permissions: Optional[Permissions] = None
    reach: Optional[WireReach] = None


class UserRole(Input):
    """The role of a member, by its id."""

    role: Annotated[str, Field(min_length=1, max_length=64, examples=["manager"])]


class PermissionView(Output):
    """`staff`: whether staff can have it; customers have the others, and only those."""

    id: Permission
    label: str
    staff: bool


class PermissionGroup(Output):
    """Permissions that belong together."""

    id: str
    label: str
    permissions: list[PermissionView]


class PermissionList(Output):
    """Every permission there is, in the order in which people read them."""

    items: list[PermissionGroup]


def role(listed: Listed) -> RoleView:
    """The wire form of a role."""
    found = listed.role
    return RoleView(
        id=found.id,
        name=found.name,
        permissions=sorted(found.permissions),
        reach=found.reach,
        built_in=found.id in BUILT_IN,
        members=listed.members,
        version=found.version,
    )


def catalogue() -> PermissionList:
    """The wire form of the catalogue."""
    return PermissionList(
        items=[
            PermissionGroup(
                id=group.id,
                label=group.label,
                permissions=[
                    PermissionView(id=each, label=label, staff=each not in OF_CUSTOMERS)
                    for each, label in group.permissions.items()
                ],
            )
            for group in CATALOGUE
        ]
    )
