"""Roles of a tenant's own, and looking as somebody else: load, decide, commit."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from lambdesk.identity.model import BUILT_IN, CUSTOMER, Caller, Role, User
from lambdesk.identity.ports import IdentityStore
from lambdesk.identity.queries import Directory, Member, role_of
from lambdesk.identity.roles import decide
from lambdesk.kit import ids
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, FieldError, Forbidden, Invalid, NotFound, StaleVersion, Unavailable

_TRIES = 6


@dataclass(frozen=True)
class Listed:
    """A role, and how many members have it."""

    role: Role
    members: int


class Roles:
    """What a tenant's members may be. Every change commits one transaction with its event, or raises.

    `naming` gives the labels of the statuses that only a role may set, by tenant and role.
    """

    def __init__(self, store: IdentityStore, directory: Directory, naming: Callable[[str, str], Sequence[str]]) -> None:
        self._store = store
        self._directory = directory
        self._naming = naming

    def all(self, tenant: str) -> list[Listed]:
        """The built-in roles first, the customers' among them, then the tenant's own by name."""
        own = sorted(self._store.roles(tenant), key=lambda each: (each.name.casefold(), each.id))
        having = [user.role for user in self._store.users(tenant)]
        return [Listed(each, having.count(each.id)) for each in (*BUILT_IN.values(), *own)]

    def create(self, ctx: Context, giver: Caller, wanted: Role) -> Listed:
        """A new role; its id is given here. Raises Invalid, Forbidden or Conflict."""
        made = replace(wanted, id=ctx.derive_id("rol", ctx.now))
        made, changes = decide.create(ctx, giver, made, self._store.roles(ctx.tenant))
        self._store.commit(ctx.tenant, changes)
        return Listed(made, 0)

    def change(
        self, ctx: Context, giver: Caller, role_id: str, expected_version: int, fields: Mapping[str, Any]
    ) -> Listed:
        """Other fields; raises NotFound, StaleVersion, Invalid, Forbidden, or Conflict for a built-in role."""
        others = self._store.roles(ctx.tenant)
        role = decide.find(role_id, expected_version, others)
        changed, changes = decide.change(ctx, giver, role, fields, others)
        if changes.writes:
            self._store.commit(ctx.tenant, changes)
        return Listed(changed, len(self._members(ctx.tenant, role_id)))

    def delete(self, ctx: Context, giver: Caller, role_id: str, expected_version: int, wanted: str | None) -> None:
        """Its members have the replacement first, a part at a time, then it goes. Cut off in between, it is still
        there, and deleting it once more finishes what was begun.

        Raises RoleNamed when statuses name it: without their last role, everybody could set them.
        """
        others = self._store.roles(ctx.tenant)
        role = decide.find(role_id, expected_version, others)
        decide.check_unnamed(self._naming(ctx.tenant, role_id))
        moved = 0
        for _ in range(_TRIES):
            members = self._members(ctx.tenant, role_id)
            instead = decide.replacement_of(giver, role, wanted, others, needed=bool(members))
            if instead is None or not members:
                self._store.commit(ctx.tenant, decide.delete(ctx, role, moved, instead))
                return
            # Somebody else may be changing one of them: what is left is looked at again.
            with suppress(StaleVersion):
                moved += self._move(ctx, members, instead)
        raise Unavailable("The members of this role change too quickly; try again.")

    def _move(self, ctx: Context, members: list[User], instead: Role) -> int:
        for start in range(0, len(members), decide.MEMBERS_AT_ONCE):
            part = members[start : start + decide.MEMBERS_AT_ONCE]
            self._store.commit(ctx.tenant, decide.move(replace(ctx, seed=ids.new_seed()), part, instead))
        return len(members)

    def _members(self, tenant: str, role_id: str) -> list[User]:
        return [each for each in self._store.users(tenant) if each.role == role_id]

    def assign(self, ctx: Context, giver: Caller, user_id: str, role_id: str) -> User:
        """A member with another role, which holds at once. Raises NotFound, Invalid, Forbidden or LastAdmin."""
        for _ in range(_TRIES):
            user = self._store.user(ctx.tenant, user_id)
            if user is None:
                raise NotFound
            before = role_of(self._store, ctx.tenant, user.role)
            after = self.to_give(ctx.tenant, giver, role_id)
            changed, changes = decide.assign(ctx, giver, user, (before, after), self._store.users(ctx.tenant))
            # Somebody changed the member meanwhile, or the administrator who stays: look again.
            with suppress(StaleVersion):
                if changes.parts[1:]:
                    self._store.commit(ctx.tenant, changes)
                self._directory.forget(ctx.tenant, user_id)
                return changed
        raise Unavailable("This member changes too quickly; try again.")

    def to_give(self, tenant: str, giver: Caller, role_id: str) -> Role:
        """The role that somebody shall have; raises Invalid (`body.role`) for none, Forbidden for one that can more."""
        role = role_of(self._store, tenant, role_id)
        if not role.name or role.id == CUSTOMER:
            raise Invalid(fields=[FieldError("body.role", "is no role", "unknown_value")])
        decide.check_giving(giver, role)
        return role

    def view_as(self, ctx: Context, viewer: Caller, user_id: str) -> Member:
        """The member as whom the viewer looks; told once an hour. Raises Forbidden, also for who is no member."""
        member = self._directory.member(ctx.tenant, user_id, ctx.now)
        if member is None:
            raise Forbidden("There is no such member to look as.")
        decide.check_viewing(viewer, member.caller)
        with suppress(AlreadyExists):
            self._store.commit(ctx.tenant, decide.viewed(ctx, viewer, member.user))
        return member
