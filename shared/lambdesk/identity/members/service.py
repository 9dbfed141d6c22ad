"""Members: invited, changed, gone. What a change means for their account and sessions happens with it, at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from lambdesk.identity.decide import NAME_LIMIT, NewUser
from lambdesk.identity.members import decide, room
from lambdesk.identity.members.invitations import read_token
from lambdesk.identity.model import ADMIN, StaffAddress, Tenant, User
from lambdesk.identity.ports import IdentityStore, UserPool
from lambdesk.identity.service import Sessions
from lambdesk.identity.sign_in.enrolment import taken_away
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import SYSTEM_TENANT, Actor, ActorKind, Context
from lambdesk.kit.errors import AlreadyExists, FieldError, Forbidden, Invalid, NotFound, StaleVersion
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import clean_line, normal_address


@dataclass(frozen=True)
class Invitation:
    """What the holder of a link may know."""

    home: Tenant
    user: User


class Members:
    """The staff of a tenant as its administrators manage it."""

    def __init__(self, store: IdentityStore, pool: UserPool, sessions: Sessions, keys: Keyring) -> None:
        self._store = store
        self._pool = pool
        self._sessions = sessions
        self._keys = keys

    def invite(self, ctx: Context, wanted: NewUser, teams: tuple[str, ...] = ()) -> User:
        """A letter goes to this address. Raises LimitReached, and Invalid, also for an address that is a member's."""
        try:
            return room.add(self._store, ctx.tenant, lambda _: decide.invite(ctx, wanted, teams))
        except AlreadyExists:
            raise Invalid(fields=[FieldError("body.email", "is a member's already", "taken")]) from None

    def resend(self, ctx: Context, user_id: str) -> User:
        """The letter again; links of earlier ones are void. Raises NotFound or Conflict."""
        user, changes = decide.resend(ctx, self._store.user(ctx.tenant, user_id))
        self._store.commit(ctx.tenant, changes)
        return user

    def withdraw(self, ctx: Context, user_id: str) -> None:
        """The invitation never was. Raises NotFound or Conflict."""
        self._store.commit(ctx.tenant, decide.withdraw(ctx, self._store.user(ctx.tenant, user_id)))

    def look(self, ctx: Context, token: str) -> Invitation:
        """What a link is about; looking does nothing. Raises NotFound for one that is not good."""
        named = read_token(self._keys, token)
        home = self._store.tenant(named.tenant) if named else None
        if named is None or home is None:
            raise NotFound("This invitation is no longer good.")
        home.enter()
        user = decide.check_link(self._store.user(home.id, named.user_id), named.invited_at, ctx.now)
        return Invitation(home, user)

    def accept(self, ctx: Context, token: str, name: str, password: str) -> Invitation:
        """Make the account. Raises NotFound, or Invalid for a name without words and a password that is too simple."""
        found = self.look(ctx, token)
        home, user = found.home, replace(found.user, name=clean_line(name, NAME_LIMIT))
        if not user.name:
            raise Invalid(fields=[FieldError("body.name", "needs words", "blank")])
        own = replace(ctx, tenant=home.id, actor=Actor(ActorKind.USER, user.id))
        joined, changes = decide.accept(own, found.user, user.name)
        # The pool first: should it find the password too simple, the link is still good.
        self._pool.create(home.id, joined, password)
        try:
            self._store.commit(home.id, changes)
        except StaleVersion:
            raise NotFound("This invitation is no longer good.") from None
        self._store.commit(SYSTEM_TENANT, ChangeSet((Put(StaffAddress(home.id, joined.email, joined.id)),)))
        return Invitation(home, joined)

    def activate(self, ctx: Context, user_id: str, active: bool) -> User:
        """Make inactive, which signs out everywhere, or active again.

        Raises NotFound, Conflict, LastAdmin or LimitReached.

        The account follows the record: cut off in between, the same call once more finishes it.
        """

        def decided(staff: Sequence[User]) -> tuple[User, ChangeSet]:
            return decide.activate(ctx, self._store.user(ctx.tenant, user_id), active, staff)

        if active:
            user = room.add(self._store, ctx.tenant, decided)
        else:
            user, changes = decided(self._store.users(ctx.tenant))
            self._store.commit(ctx.tenant, changes)
        # Our sessions first: whatever the pool says, they are over.
        if not active:
            self._sessions.end_of_user(ctx, user_id)
        self._pool.enable(user_id, enabled=active)
        return user

    def sign_out(self, ctx: Context, user_id: str, only: str | None = None, but: str | None = None) -> None:
        """End all of a member's sessions, `only` one, or all `but` one; tokens given before count no longer.

        Raises NotFound for what is none of theirs.
        """
        user = self._store.user(ctx.tenant, user_id)
        if user is None:
            raise NotFound
        ended = self._sessions.end_of_user(ctx, user_id, only, but)
        if not ended and only is not None:
            raise NotFound
        self._store.commit(ctx.tenant, decide.sign_out(ctx, user, ended))

    def reset_mfa(self, ctx: Context, user_id: str) -> User:
        """Take a member's second step away. Raises NotFound, and Forbidden for one's own: that takes a code."""
        if ctx.actor.id == user_id:
            raise Forbidden("One's own second step is taken away with a code of it.")
        user = self._store.user(ctx.tenant, user_id)
        if user is None:
            raise NotFound
        if user.mfa:
            self._pool.ask_mfa(user_id, asked=False)
            self._store.commit(ctx.tenant, taken_away(ctx, user))
        return self._store.user(ctx.tenant, user_id) or user

    def require_mfa(self, ctx: Context, home: Tenant) -> None:
        """Keep whether all members need a second step."""
        self._store.commit(ctx.tenant, decide.require_mfa(ctx, home))

    def break_glass(self, ctx: Context, email: str, name: str, lasts: timedelta, password: str) -> User:
        """An administrator for a while, of whom all others are told. Raises Invalid or Conflict."""
        if not timedelta(0) < lasts <= decide.BREAK_GLASS_LIMIT:
            raise Invalid(fields=[FieldError("hours", "is at most 24", "out_of_range")])
        place = self._store.staff_address(ctx.tenant, normal_address(email))
        known = self._store.user(ctx.tenant, place.user_id) if place else None
        user, changes = decide.break_glass(ctx, known, NewUser(email, name, ADMIN), ctx.now + lasts)
        self._pool.create(ctx.tenant, user, password)
        self._store.commit(ctx.tenant, changes)
        self._store.commit(SYSTEM_TENANT, ChangeSet((Put(StaffAddress(ctx.tenant, user.email, user.id)),)))
        self._pool.enable(user.id, enabled=True)
        return user
