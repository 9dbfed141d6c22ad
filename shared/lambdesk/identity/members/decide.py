"""The rules of members: who is invited, what they become, how they leave. No I/O, clock, randomness."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from lambdesk.identity import events
from lambdesk.identity.decide import NewUser, make_user
from lambdesk.identity.members.invitations import LIFETIME
from lambdesk.identity.model import ADMIN, Headcount, MemberState, StaffAddress, Tenant, User
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Check, Insert, Remove, Replace, Write, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, LastAdmin, LimitReached, NotFound
from lambdesk.kit.events import Payload

# How often an invitation goes out again: the door is one for sending mail to strangers.
RESEND_AFTER = timedelta(minutes=1)
BREAK_GLASS_LIMIT = timedelta(hours=24)


def _told(ctx: Context, user: User, writes: tuple[Write, ...], *facts: Payload) -> ChangeSet:
    return with_facts(ctx, f"user:{user.id}", user.version, writes, *facts)


def _invited(user: User) -> events.UserInvited:
    assert user.invited_at is not None  # noqa: S101 - just set
    return events.UserInvited(user_id=user.id, role=user.role, until=clock.to_text(user.invited_at + LIFETIME))


def take_room(home: Tenant | None, staff: Iterable[User], counted: Headcount | None) -> Write:
    """What goes with one member more; `counted` was read before the staff, so of two who come at once one has to count
    again. Raises LimitReached when there are as many as the plan allows.
    """
    if home and sum(each.state is not MemberState.INACTIVE for each in staff) >= home.member_limit:
        raise LimitReached("This workspace has as many people as its plan allows.", limit=home.member_limit)
    return Replace(Headcount(counted.version + 1), counted.version) if counted else Insert(Headcount())


def invite(ctx: Context, wanted: NewUser, teams: tuple[str, ...]) -> tuple[User, ChangeSet]:
    """A member who is not there yet; raises Invalid. The address is theirs from now on."""
    user = replace(make_user(wanted, ctx), active=False, invited_at=ctx.now, teams=teams)
    place = StaffAddress(ctx.tenant, user.email, user.id)
    return user, _told(ctx, user, (Insert(user), Insert(place)), _invited(user))


def _open(user: User | None) -> tuple[User, datetime]:
    if user is None:
        raise NotFound
    if user.state is not MemberState.INVITED or user.invited_at is None:
        raise Conflict("This invitation was used already.")
    return user, user.invited_at


def resend(ctx: Context, invited: User | None) -> tuple[User, ChangeSet]:
    """The invitation once more, with a new link; the old one is void. Raises NotFound or Conflict."""
    user, invited_at = _open(invited)
    if ctx.now - invited_at < RESEND_AFTER:
        raise Conflict("This invitation went out a moment ago.")
    again = replace(user, invited_at=ctx.now, version=user.version + 1)
    return again, _told(ctx, again, (Replace(again, user.version),), _invited(again))


def withdraw(ctx: Context, invited: User | None) -> ChangeSet:
    """No invitation, no member. Raises NotFound or Conflict."""
    user, _ = _open(invited)
    gone = Remove(user, user.version), Remove(StaffAddress(ctx.tenant, user.email, user.id))
    return _told(ctx, user, gone, events.UserInvitationWithdrawn(user_id=user.id))


def check_link(user: User | None, invited_at: datetime, now: datetime) -> User:
    """The member whose open invitation this is; raises NotFound for one that is over, used, or replaced."""
    if user is None or user.state is not MemberState.INVITED or user.invited_at != invited_at:
        raise NotFound("This invitation is no longer good.")
    if now >= invited_at + LIFETIME:
        raise NotFound("This invitation is no longer good.")
    return user


def accept(ctx: Context, user: User, name: str) -> tuple[User, ChangeSet]:
    """A member from now on, under the name they chose."""
    joined = replace(user, name=name, active=True, invited_at=None, version=user.version + 1)
    return joined, _told(ctx, joined, (Replace(joined, user.version),), events.UserJoined(user.id, user.role))


def activate(ctx: Context, known: User | None, active: bool, others: Iterable[User]) -> tuple[User, ChangeSet]:
    """A member, or a former one; no writes when nothing changes. `others`: the whole staff.

    Raises NotFound, Conflict for who is only invited, LastAdmin when nobody could manage people any more.
    """
    if known is None:
        raise NotFound
    if known.state is MemberState.INVITED:
        raise Conflict("An invitation is withdrawn, not deactivated.")
    if known.active == active:
        return known, ChangeSet(())
    # Who comes back is known to the sign-in provider by their address, as on the first day.
    user = replace(known, active=active, subject=known.subject if active else None, version=known.version + 1)
    fact: Payload = events.UserActivated(user.id) if active else events.UserDeactivated(user.id)
    return user, _told(ctx, user, (Replace(user, known.version), *stays_behind(ctx, known, user, others)), fact)


def stays_behind(ctx: Context, before: User, after: User, others: Iterable[User]) -> tuple[Write, ...]:
    """The administrator who stays, watched in the same change: two who leave at once do not leave nobody behind."""
    if not _manages(ctx, before) or _manages(ctx, after):
        return ()
    # Not one who is there for a while only: emergency access ends by itself.
    stay = [each for each in others if each.id != before.id and each.until is None and _manages(ctx, each)]
    if not stay:
        raise LastAdmin
    return (Check(stay[0], stay[0].version),)


def _manages(ctx: Context, user: User) -> bool:
    return user.role == ADMIN and user.serves(ctx.now)


def sign_out(ctx: Context, user: User, sessions: int) -> ChangeSet:
    """Tokens given before count no longer."""
    out = replace(user, signed_out_at=ctx.now, version=user.version + 1)
    return _told(ctx, out, (Replace(out, user.version),), events.UserSignedOut(user_id=user.id, sessions=sessions))


def require_mfa(ctx: Context, home: Tenant) -> ChangeSet:
    """The changed record: a second step for all, or for those alone who administer something."""
    fact = events.TenantSignInChanged(mfa_required=home.mfa_required)
    return with_facts(ctx, f"tenant:{home.id}", home.version, (Replace(home, home.version - 1),), fact)


def break_glass(ctx: Context, known: User | None, wanted: NewUser, until: datetime) -> tuple[User, ChangeSet]:
    """An administrator until then: a new member, or one that came this way before."""
    if known is not None and known.until is None:
        raise Conflict("This address is a member already; emergency access takes one of its own.")
    if known is None:
        user = replace(make_user(wanted, ctx), until=until)
        writes: tuple[Write, ...] = (Insert(user), Insert(StaffAddress(ctx.tenant, user.email, user.id)))
    else:
        user = replace(known, role=wanted.role, active=True, until=until, version=known.version + 1)
        writes = (Replace(user, known.version),)
    return user, _told(ctx, user, writes, events.UserBreakGlassGranted(user_id=user.id, until=clock.to_text(until)))
