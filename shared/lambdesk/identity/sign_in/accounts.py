"""Whether somebody is who they say: password, lock, and the second step."""

from contextlib import suppress
from dataclasses import dataclass, replace

from lambdesk.identity.events import UserRecoveryCodeUsed
from lambdesk.identity.model import Begun, StaffAddress, Tenant, Tries, User
from lambdesk.identity.ports import CodeWanted, IdentityStore, Tokens, UserPool
from lambdesk.identity.queries import role_of, wrong_way
from lambdesk.identity.sign_in import recovery, tries
from lambdesk.kit.changes import ChangeSet, Replace, with_facts
from lambdesk.kit.context import SYSTEM_TENANT, Actor, ActorKind, Context
from lambdesk.kit.errors import (
    AlreadyExists,
    ChallengeRequired,
    ChooseTenant,
    Conflict,
    LambdeskError,
    StaleVersion,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from lambdesk.kit.text import digest, normal_address

# Each try costs a call to the user pool, so one address is tried in so many workspaces only.
_WORKSPACES_TRIED = 10
_RESERVE_TRIES = 3
MFA_CODE, MFA_SETUP = "mfa_code", "mfa_setup"


@dataclass(frozen=True)
class Credentials:
    """What somebody signs in with. `slug` names the workspace; a code is of the second step or a recovery code."""

    email: str
    password: str
    slug: str | None = None
    code: str | None = None
    recovery_code: str | None = None


@dataclass(frozen=True)
class Proven:
    """A member who is who they say, how they showed it, and what the pool gave them."""

    home: Tenant
    user: User
    tokens: Tokens
    begun: Begun = Begun.PASSWORD


@dataclass(frozen=True)
class _Opened:
    """A workspace whose password it is; the second step may be missing."""

    ctx: Context
    user: User
    step: Tokens | CodeWanted
    tries: Tries


class Accounts:
    """Whatever is wrong with address or password looks the same from outside, and takes the same calls."""

    def __init__(self, store: IdentityStore, pool: UserPool) -> None:
        self._store = store
        self._pool = pool

    def prove(self, ctx: Context, given: Credentials) -> Proven:
        """Raises Unauthenticated, ChooseTenant, ChallengeRequired, TooMany or Unavailable.

        ChooseTenant and ChallengeRequired only follow a right password: they tell a stranger nothing.
        """
        opened: list[_Opened] = []
        locked: TooMany | None = None
        for place in self._places(normal_address(given.email), given.slug):
            try:
                opened.append(self._password(replace(ctx, tenant=place.tenant or SYSTEM_TENANT), place, given.password))
            except TooMany as many:
                locked = many
            except Unauthenticated:
                continue
        if not opened:
            raise locked or Unauthenticated("This address and password do not belong together.")
        homes = [(self._store.tenant(each.ctx.tenant), each) for each in opened]
        if len(homes) > 1:
            for each in opened:
                self._settle(each.ctx.tenant, tries.was_none(each.tries))
            raise ChooseTenant(tenants=[{"slug": home.slug, "name": home.name} for home, _ in homes if home])
        ((home, only),) = homes
        if home is None:
            raise Unauthenticated
        return self._let_in(self._proven(home, only, given))

    def _let_in(self, proven: Proven) -> Proven:
        """Raises ChallengeRequired (`provider`) for who has to come from the tenant's provider."""
        home, role = proven.home, proven.user.role
        if home.passwords:
            return proven
        if way := wrong_way(home, role_of(self._store, home.id, role), proven.begun):
            with suppress(LambdeskError):
                self._pool.revoke(proven.tokens.refresh_token or "")
            raise ChallengeRequired(challenge=way, tenant=home.slug)
        return proven

    def _places(self, address: str, slug: str | None) -> list[StaffAddress]:
        if slug is None:
            places = list(self._store.memberships(address))[:_WORKSPACES_TRIED]
        else:
            tenant = self._store.tenant_of_slug(slug)
            place = self._store.staff_address(tenant, address) if tenant else None
            places = [place] if place else []
        # An address that nobody has asks the pool as well, for an account of its own that is nobody's: else the time
        # of the answer, and a limit that is never reached, would tell it apart.
        return places or [StaffAddress("", address, f"usr_{digest(address)[:26].upper()}")]

    def _password(self, ctx: Context, place: StaffAddress, password: str) -> _Opened:
        user = self._store.user(ctx.tenant, place.user_id)
        counted = self._reserve(ctx, place.user_id)
        try:
            step = self._pool.sign_in(place.user_id, password)
            if user is None or not user.serves(ctx.now):
                raise Unauthenticated
        except Unauthenticated:
            self._settle(ctx.tenant, tries.was_wrong(ctx, counted))
            raise
        except Exception:
            self._settle(ctx.tenant, tries.was_none(counted))
            raise
        own = replace(ctx, actor=Actor(ActorKind.USER, user.id))
        if user.mfa and isinstance(step, Tokens):
            # A recovery code was used, and whoever used it was cut off before the pool asked again.
            self._pool.ask_mfa(user.id, asked=True)
            raise Unavailable
        return _Opened(own, user, step, counted)

    def _reserve(self, ctx: Context, user_id: str) -> Tries:
        for _ in range(_RESERVE_TRIES):
            counted, changes = tries.reserve(self._store.tries(ctx.tenant, user_id), user_id, ctx.now)
            with suppress(AlreadyExists, StaleVersion):
                self._store.commit(ctx.tenant, changes)
                return counted
        raise TooMany

    def _settle(self, tenant: str, changes: ChangeSet) -> None:
        # Another try came in between and counts on: that one settles what is to be settled.
        with suppress(Conflict):
            self._store.commit(tenant, changes)

    def _proven(self, home: Tenant, opened: _Opened, given: Credentials) -> Proven:
        tenant, user = home.id, opened.user
        if isinstance(opened.step, CodeWanted) and given.code is None and given.recovery_code is None:
            self._settle(tenant, tries.was_none(opened.tries))
            raise ChallengeRequired(challenge=MFA_CODE)
        try:
            tokens = self._second_step(opened, given)
        except Unauthenticated:
            self._settle(tenant, tries.was_wrong(opened.ctx, opened.tries))
            raise Unauthenticated("This code is not right, or was used before.") from None
        self._settle(tenant, tries.was_right(opened.tries))
        return Proven(home, user, tokens)

    def _second_step(self, opened: _Opened, given: Credentials) -> Tokens:
        if isinstance(opened.step, Tokens):
            return opened.step
        if given.recovery_code is not None:
            return self._recovered(opened, given.password, given.recovery_code)
        return self._pool.answer(opened.user.id, opened.step.session, given.code or "")

    def _recovered(self, opened: _Opened, password: str, code: str) -> Tokens:
        ctx, user = opened.ctx, opened.user
        known = self._store.recovery_codes(ctx.tenant, user.id)
        left = recovery.use(known, code)
        if known is None or left is None:
            raise Unauthenticated
        fact = UserRecoveryCodeUsed(user_id=user.id, left=len(left.hashes))
        try:
            changes = with_facts(ctx, f"user:{user.id}", user.version, (Replace(left, known.version),), fact)
            self._store.commit(ctx.tenant, changes)
        except StaleVersion:
            raise Unauthenticated from None
        # The pool knows no such codes: it does not ask for the moment in which we sign in.
        self._pool.ask_mfa(user.id, asked=False)
        try:
            step = self._pool.sign_in(user.id, password)
        finally:
            self._pool.ask_mfa(user.id, asked=True)
        if isinstance(step, CodeWanted):
            raise Unavailable
        return step
