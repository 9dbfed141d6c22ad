"""The rules of roles: what a tenant may make of the catalogue, and who may give what. No I/O, clock, randomness."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from lambdesk.identity.events import RoleChanged, RoleCreated, RoleDeleted, UserRoleChanged, UserViewedAs
from lambdesk.identity.members.decide import stays_behind
from lambdesk.identity.model import BUILT_IN, CUSTOMER, OF_STAFF, Caller, Reach, Role, User
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Remove, Replace, Write, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, RoleNamed, StaleVersion
from lambdesk.kit.events import Payload, record
from lambdesk.kit.text import clean_line

LIMIT = 50
NAME_LIMIT = 60
# One change holds 100 items; a member takes two, with the event.
MEMBERS_AT_ONCE = 50
VIEWED_AS_EVERY = timedelta(hours=1)
_WIDTH = {Reach.ASSIGNED: 0, Reach.TEAMS: 1, Reach.ALL: 2}


def covers(holder: Role, other: Role) -> bool:
    """Whether the holder of one role may do all that the other lets do, to as many tickets."""
    return other.permissions <= holder.permissions and _WIDTH[other.reach] <= _WIDTH[holder.reach]


def check_giving(giver: Caller, role: Role) -> None:
    """Raises Forbidden for a role with what the giver does not have: nobody gives more than they hold."""
    if role.id == CUSTOMER or not covers(giver.role, role):
        raise Forbidden("Nobody gives a role that can do more than they can.")


def check_over(caller: Caller, member: Role) -> None:
    """Raises Forbidden when the caller would change somebody who can do more than they can."""
    if not covers(caller.role, member):
        raise Forbidden("This member can do more than you: who can do as much changes them.")


def check_teams(giver: Caller, before: Iterable[str], after: Iterable[str]) -> None:
    """Raises Forbidden when somebody who does not see all tickets would change who is in a team that they are not in:
    else they would give sight that they do not have, to themselves first.
    """
    if giver.role.reach is not Reach.ALL and not set(before) ^ set(after) <= set(giver.teams):
        raise Forbidden("Nobody changes who is in a team that they are not in.")


def known(roles: Iterable[Role]) -> dict[str, Role]:
    """All roles that staff can have, by id: the built-in ones and the tenant's own."""
    return {**{each.id: each for each in BUILT_IN.values() if each.id != CUSTOMER}, **{each.id: each for each in roles}}


def create(ctx: Context, giver: Caller, role: Role, others: Sequence[Role]) -> tuple[Role, ChangeSet]:
    """A new role; raises Invalid, Forbidden or, when there are too many, Conflict."""
    if len(others) >= LIMIT:
        raise Conflict(f"There are {LIMIT} already; delete one first.")
    made = _checked(role, others)
    _check_new(giver, made, None)
    fact = RoleCreated(made.id, made.reach.value, sorted(made.permissions))
    return made, _told(ctx, made, (Insert(made),), fact)


def find(role_id: str, expected_version: int, others: Iterable[Role]) -> Role:
    """The role that the caller saw; raises NotFound, StaleVersion, or Conflict for one that comes with the product."""
    if role_id in BUILT_IN:
        raise Conflict("This role comes with the product and stays as it is; make one of your own like it.")
    found = next((each for each in others if each.id == role_id), None)
    if found is None:
        raise NotFound
    if found.version != expected_version:
        raise StaleVersion(found.version)
    return found


def change(
    ctx: Context, giver: Caller, role: Role, fields: Mapping[str, Any], others: Sequence[Role]
) -> tuple[Role, ChangeSet]:
    """The role with other fields, itself when nothing changes; raises Invalid or Forbidden."""
    changed = _checked(replace(role, **fields), [each for each in others if each.id != role.id])
    if changed == role:
        return role, ChangeSet(())
    _check_new(giver, changed, role)
    changed = replace(changed, version=role.version + 1)
    fact = RoleChanged(
        role.id,
        changed.reach.value,
        sorted(changed.permissions - role.permissions),
        sorted(role.permissions - changed.permissions),
        changed.name != role.name,
    )
    return changed, _told(ctx, changed, (Replace(changed, role.version),), fact)


def assign(
    ctx: Context, giver: Caller, user: User, roles: tuple[Role, Role], others: Iterable[User]
) -> tuple[User, ChangeSet]:
    """A member with the second of these roles instead of the first; no writes when it is the same.

    Raises Forbidden when either can do more than the giver, LastAdmin when nobody would be left to manage people.
    """
    before, after = roles
    check_over(giver, before)
    if before.id == after.id:
        return user, ChangeSet(())
    check_giving(giver, after)
    changed = replace(user, role=after.id, version=user.version + 1)
    kept = stays_behind(ctx, user, changed, others)
    moved = move(ctx, [user], after)
    return changed, replace(moved, beside=tuple(part.also(*kept) for part in moved.beside))


def replacement_of(
    giver: Caller, role: Role, wanted: str | None, others: Iterable[Role], *, needed: bool
) -> Role | None:
    """What the members of a role get instead; raises Invalid when there is none and they need one, or Forbidden."""
    if wanted is None and not needed:
        return None
    instead = known(each for each in others if each.id != role.id).get(wanted or "")
    if instead is None:
        code = "missing" if wanted is None else "unknown_value"
        raise Invalid(fields=[FieldError("query.replacement", "name a role for those who have this one", code)])
    check_giving(giver, instead)
    return instead


def move(ctx: Context, members: Sequence[User], instead: Role) -> ChangeSet:
    """These members have another role from now on: a part of them, ahead of the role's end."""
    changes = ChangeSet(())
    for index, each in enumerate(members):
        moved, name = replace(each, role=instead.id, version=each.version + 1), f"user:{each.id}"
        fact = UserRoleChanged(user_id=each.id, role=instead.id, was=each.role)
        told = record(ctx, fact, aggregate=name, version=moved.version, at=ctx.now, ordinal=index)
        changes = changes.together(ChangeSet((Replace(moved, each.version),), (told,), name))
    return changes


def check_unnamed(statuses: Sequence[str]) -> None:
    """Raises RoleNamed when there are statuses, by their labels, that name a role which shall go."""
    if statuses:
        raise RoleNamed("Take this role out of these statuses first.", statuses=list(statuses))


def delete(ctx: Context, role: Role, members: int, instead: Role | None) -> ChangeSet:
    """The role is no more; nobody has it."""
    fact = RoleDeleted(role.id, members, instead.id if instead else None)
    gone = replace(role, version=role.version + 1)
    return _told(ctx, gone, (Remove(role, role.version),), fact)


def check_viewing(viewer: Caller, other: Caller) -> None:
    """Raises Forbidden for oneself, and for somebody who may do or see more: to look is not to climb.

    Equal reach is not equal sight: over teams it may be over others, and what is assigned to one is not the other's.
    """
    if other.id == viewer.id:
        raise Forbidden("You see it as yourself already.")
    seen = {Reach.ALL: True, Reach.TEAMS: set(other.teams) <= set(viewer.teams), Reach.ASSIGNED: False}
    if not covers(viewer.role, other.role) or not seen[viewer.role.reach]:
        raise Forbidden("Nobody looks as somebody who can do or see more than they can.")


def viewed(ctx: Context, viewer: Caller, user: User) -> ChangeSet:
    """That it happened, once an hour for the two: the claim stands for the hour in which it began."""
    hour = int(ctx.now.timestamp() // VIEWED_AS_EVERY.total_seconds())
    claim = Claim("viewed_as", f"{viewer.id}\x00{user.id}\x00{hour}", {}, ctx.now + 2 * VIEWED_AS_EVERY)
    name = f"user:{user.id}"
    fact = record(ctx, UserViewedAs(user.id), aggregate=name, version=user.version, at=ctx.now, ordinal=0)
    return ChangeSet((claim,), (fact,), name)


def _checked(role: Role, others: Collection[Role]) -> Role:
    role = replace(role, name=clean_line(role.name, NAME_LIMIT))
    taken = {each.name.casefold() for each in (*BUILT_IN.values(), *others)}
    wrong = []
    if not role.name:
        wrong.append(FieldError("body.name", "needs words", "blank"))
    if role.name.casefold() in taken:
        wrong.append(FieldError("body.name", "is another role's", "taken"))
    if not role.permissions <= OF_STAFF:
        wrong.append(FieldError("body.permissions", "holds what only customers have", "unknown_value"))
    if wrong:
        raise Invalid(fields=wrong)
    return role


def _check_new(giver: Caller, role: Role, before: Role | None) -> None:
    """What a role had before may stay, whoever changes the rest of it."""
    added = role.permissions - (before.permissions if before else frozenset())
    wider = before is None or _WIDTH[role.reach] > _WIDTH[before.reach]
    check_giving(giver, replace(role, permissions=added, reach=role.reach if wider else Reach.ASSIGNED))


def _told(ctx: Context, role: Role, writes: tuple[Write, ...], fact: Payload) -> ChangeSet:
    return with_facts(ctx, f"role:{role.id}", role.version, writes, fact)
