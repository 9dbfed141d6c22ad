"""Signing in and out, and making tenants and users."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from lambdesk.identity import decide
from lambdesk.identity.decide import NewTenant, NewUser
from lambdesk.identity.events import TenantCreated, UserCreated
from lambdesk.identity.model import Ended, Role, Session, StaffAddress, Tenant, User
from lambdesk.identity.ports import IdentityStore, Tokens, UserPool
from lambdesk.identity.queries import must_enrol, role_of, wrong_way
from lambdesk.identity.sign_in.accounts import MFA_SETUP, Accounts, Credentials, Proven
from lambdesk.kit import handles, ids
from lambdesk.kit.changes import ChangeSet, Insert, Put
from lambdesk.kit.context import SYSTEM_TENANT, Actor, ActorKind, Context
from lambdesk.kit.errors import (
    AlreadyExists,
    ChallengeRequired,
    Conflict,
    LambdeskError,
    NotFound,
    SessionRotated,
    SlugTaken,
    StaleVersion,
    Unauthenticated,
    Unavailable,
)
from lambdesk.kit.events import record
from lambdesk.kit.handles import HandleReused
from lambdesk.kit.sealing import UnknownKey, Unreadable, seal, unseal
from lambdesk.kit.signing import Keyring

_PURPOSE = "session"
_REUSE_TRIES = 3
_NEXT_HANDLE = "session-handle"
_COOKIE = re.compile(r"(tnt_[0-9A-Z]{26})\.(ses_[0-9A-Z]{26})\.([\w-]{60,79})", re.ASCII)


@dataclass(frozen=True)
class SignedIn:
    """A session just opened or renewed; `cookie` holds the handle that renews it next."""

    id_token: str
    expires_at: datetime
    cookie: str
    session_id: str
    session_expires_at: datetime
    user: User
    tenant: Tenant
    role: Role


class Sessions:
    """Sign-ins, and what becomes of them.

    The user pool's refresh token never leaves the server: it is kept sealed, bound to tenant and session, and the
    client holds a handle that works once.
    """

    def __init__(self, store: IdentityStore, pool: UserPool, accounts: Accounts, keys: Keyring) -> None:
        self._store = store
        self._pool = pool
        self._accounts = accounts
        self._keys = keys

    def sign_in(self, ctx: Context, given: Credentials, device: str = "", cookie: str = "") -> SignedIn:
        """A new session instead of the one that the browser's `cookie` is of. Raises what `Accounts.prove` does.

        ChallengeRequired(`mfa_setup`): this member has to enrol a second step first.
        """
        proven = self._accounts.prove(ctx, given)
        if must_enrol(proven.home, proven.user, role_of(self._store, proven.home.id, proven.user.role)):
            with suppress(LambdeskError):
                self._pool.revoke(proven.tokens.refresh_token or "")
            raise ChallengeRequired(challenge=MFA_SETUP)
        return self.open(ctx, proven, device, cookie)

    def _parse(self, cookie: str) -> tuple[str, str, str]:
        """Tenant, session and handle of a cookie that we made; raises Unauthenticated.

        Raises Unavailable for one made with a key that this environment has not read yet: no reason to end a session.
        Before anything is read: credentials of whatever tenant somebody makes up would cost a call each.
        """
        form = _COOKIE.fullmatch(cookie)
        if form and handles.is_newer(self._keys, form[3]):
            raise Unavailable
        if form is None or not handles.is_ours(self._keys, f"{form[1]}/{form[2]}", form[3]):
            raise Unauthenticated
        return form[1], form[2], form[3]

    def open(self, ctx: Context, proven: Proven, device: str = "", cookie: str = "") -> SignedIn:
        """A session of somebody proven; the one that the browser had before is over."""
        with suppress(Unauthenticated, HandleReused):
            tenant, session_id, handle = self._parse(cookie)
            before = handles.check(self._store.session(tenant, session_id), handle, ctx.now)
            self._end(ctx, tenant, before, Ended.REPLACED)
        tenant, user, tokens = proven.home.id, proven.user, proven.tokens
        session_id = ctx.derive_id("ses", ctx.now)
        handle = handles.sealed(self._keys, f"{tenant}/{session_id}", ids.new_secret())
        sealed = self._seal(tenant, session_id, tokens.refresh_token or "")
        session, changes = decide.open_session(
            _as(ctx, tenant, user.id), user.id, session_id, sealed, handle, device, proven.begun
        )
        self._store.commit(tenant, changes)
        return self._signed_in(tenant, session, handle, user, tokens)

    def of_user(self, tenant: str, user_id: str, now: datetime) -> list[Session]:
        """A user's sessions that are open, newest first."""
        return [each for each in self._store.sessions(tenant, user_id) if each.expires_at > now]

    def end_of_user(self, ctx: Context, user_id: str, only: str | None = None, but: str | None = None) -> int:
        """End a user's sessions: all, `only` one, or all `but` one; how many there were."""
        ended = [
            each
            for each in self.of_user(ctx.tenant, user_id, ctx.now)
            if (only is None or each.id == only) and each.id != but
        ]
        for each in ended:
            self._end(ctx, ctx.tenant, each, Ended.ELSEWHERE)
        return len(ended)

    def refresh(self, ctx: Context, cookie: str) -> SignedIn:
        """Raises Unauthenticated, SessionRotated, TooMany or Unavailable. An old handle ends the session."""
        tenant, session_id, used = self._parse(cookie)
        stored = self._store.session(tenant, session_id)
        try:
            session = handles.check(stored, used, ctx.now)
        except HandleReused:
            self._reused(ctx, tenant, stored)
            raise Unauthenticated from None
        user = self._store.user(tenant, session.user_id)
        try:
            if user is None or not user.serves(ctx.now) or self._wrong_way(tenant, user, session):
                raise Unauthenticated
            token = self._unseal(tenant, session)
            tokens = self._pool.refresh(session.user_id, token)
        except Unauthenticated:
            self._end(ctx, tenant, session, Ended.REFUSED)
            raise Unauthenticated from None
        # The pool is asked first: should it not answer, the handle the client holds is still good.
        handle = handles.following(self._keys, _NEXT_HANDLE, f"{tenant}/{session_id}", session, used)
        sealed = self._seal(tenant, session.id, tokens.refresh_token) if tokens.refresh_token else session.refresh_token
        rotated, changes = decide.rotate(session, sealed, used, handle, ctx.now)
        try:
            self._store.commit(tenant, changes)
        except StaleVersion:
            raise SessionRotated from None
        return self._signed_in(tenant, rotated, handle, user, tokens)

    def _wrong_way(self, tenant: str, user: User, session: Session) -> bool:
        """Whether the tenant's rules, or what the member may do, ask by now for another way in."""
        home = self._store.tenant(tenant)
        return home is not None and wrong_way(home, role_of(self._store, tenant, user.role), session.begun) is not None

    def end(self, ctx: Context, cookie: str) -> None:
        """Sign out. Without a session there is nothing to end; an old handle is a stolen one. Raises Unavailable."""
        with suppress(Unauthenticated):
            tenant, session_id, handle = self._parse(cookie)
            stored = self._store.session(tenant, session_id)
            try:
                self._end(ctx, tenant, handles.check(stored, handle, ctx.now), Ended.SIGNED_OUT)
            except HandleReused:
                self._reused(ctx, tenant, stored)

    def _end(self, ctx: Context, tenant: str, session: Session, reason: Ended) -> None:
        whose = session.user_id if reason in (Ended.SIGNED_OUT, Ended.REPLACED) else None
        self._store.commit(tenant, decide.end(_as(ctx, tenant, whose), session, reason))
        self._revoke(tenant, session)

    def _reused(self, ctx: Context, tenant: str, session: Session | None) -> None:
        if session is None:
            return None
        for _ in range(_REUSE_TRIES):
            user = self._store.user(tenant, session.user_id)
            # The member's record changed at the same moment: of it, too, no token may count.
            with suppress(StaleVersion):
                self._store.commit(tenant, decide.end_reused(_as(ctx, tenant, None), session, user))
                return self._revoke(tenant, session)
        raise Unavailable

    def _revoke(self, tenant: str, session: Session) -> None:
        # Ours is ended already; the pool's token dies with it or, when the pool does not answer, of age.
        with suppress(LambdeskError):
            self._pool.revoke(self._unseal(tenant, session))

    def _signed_in(self, tenant: str, session: Session, handle: str, user: User, tokens: Tokens) -> SignedIn:
        home = self._store.tenant(tenant)
        if home is None:
            raise Unauthenticated
        home.enter()
        cookie = f"{tenant}.{session.id}.{handle}"
        told = tokens.id_token, tokens.expires_at, cookie, session.id, session.expires_at
        return SignedIn(*told, user, home, role_of(self._store, tenant, user.role))

    def _seal(self, tenant: str, session_id: str, token: str) -> str:
        return seal(self._keys, _PURPOSE, token, f"{tenant}/{session_id}")

    def _unseal(self, tenant: str, session: Session) -> str:
        try:
            return unseal(self._keys, _PURPOSE, session.refresh_token, f"{tenant}/{session.id}")
        except UnknownKey:
            # A key added a moment ago, which this environment has not read yet: no reason to end a session.
            raise Unavailable from None
        except Unreadable:
            raise Unauthenticated from None


def _as(ctx: Context, tenant: str, user_id: str | None) -> Context:
    """The member at work in their tenant, or whoever it is. One call may open and end several sessions."""
    actor = Actor(ActorKind.USER, user_id) if user_id else ctx.actor
    return replace(ctx, tenant=tenant, actor=actor, seed=ids.new_seed())


def create_tenant(store: IdentityStore, ctx: Context, wanted: NewTenant, own: str | None = None) -> Tenant:
    """The tenant with this slug, made when new. Raises Invalid, or Conflict when slug or mailbox is somebody else's.

    With `own` it gets this id, and one that somebody else has made is never given: SlugTaken.

    The names come first, because they are unique in the whole deployment; the record follows. A call that was cut off
    in between is finished by the next one.
    """
    tenant = decide.make_tenant(wanted, ctx)
    tenant = replace(tenant, id=own or tenant.id)
    for _ in range(2):
        known = store.tenant_of_slug(tenant.slug)
        if known and own and known != own:
            break
        if known:
            return _settle(store, ctx, replace(tenant, id=known))
        with suppress(AlreadyExists):
            store.commit(SYSTEM_TENANT, decide.take_names(tenant))
    raise SlugTaken if own else Conflict("A mailbox belongs to another tenant.")


def _settle(store: IdentityStore, ctx: Context, tenant: Tenant) -> Tenant:
    owned = store.mailboxes(tenant.mailboxes)
    if any(address not in owned or owned[address].tenant != tenant.id for address in tenant.mailboxes):
        raise Conflict(f"The slug {tenant.slug} belongs to a tenant with other mailboxes.")
    parent, fact = f"tenant:{tenant.id}", TenantCreated(tenant.id)
    told = record(replace(ctx, tenant=tenant.id), fact, aggregate=parent, version=1, at=ctx.now, ordinal=0)
    try:
        store.commit(tenant.id, ChangeSet((Insert(tenant),), (told,), parent))
    except AlreadyExists:
        return store.tenant(tenant.id) or tenant
    return tenant


def create_user(store: IdentityStore, pool: UserPool, ctx: Context, wanted: NewUser, password: str) -> User:
    """The member of `ctx.tenant` with this address, made when new, who signs in with `password` from now on.

    The record is written first: an account without a record could sign in to nothing, and a second call mends it.
    """
    if store.tenant(ctx.tenant) is None:
        raise NotFound("There is no such tenant.")
    user = decide.make_user(wanted, ctx)
    parent, fact = f"user:{user.id}", UserCreated(user.id, user.role)
    told = record(ctx, fact, aggregate=parent, version=1, at=ctx.now, ordinal=0)
    writes = (Insert(user), Insert(StaffAddress(ctx.tenant, user.email, user.id)))
    with suppress(AlreadyExists):
        store.commit(ctx.tenant, ChangeSet(writes, (told,), parent))
    place = store.staff_address(ctx.tenant, user.email)
    member = store.user(ctx.tenant, place.user_id) if place else None
    if place is None or member is None:
        raise Unavailable
    store.commit(SYSTEM_TENANT, ChangeSet((Put(place),)))
    pool.create(ctx.tenant, member, password)
    return member
