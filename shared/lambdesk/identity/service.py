"""Signing in and out, and making tenants and users."""

import base64
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from lambdesk.identity import decide
from lambdesk.identity.decide import HandleReused, NewTenant, NewUser
from lambdesk.identity.model import Role, Session, StaffAddress, Tenant, User
from lambdesk.identity.ports import IdentityStore, Tokens, UserPool
from lambdesk.identity.queries import role_of
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Insert, Put
from lambdesk.kit.context import SYSTEM_TENANT, Context
from lambdesk.kit.errors import (
    AlreadyExists,
    ChallengeRequired,
    ChooseTenant,
    Conflict,
    LambdeskError,
    NotFound,
    SessionRotated,
    StaleVersion,
    Unauthenticated,
    Unavailable,
)
from lambdesk.kit.sealing import UnknownKey, Unreadable, seal, unseal
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import digest, normal_address

_PURPOSE = "session"
_NEXT_HANDLE = "session-handle"
_COOKIE = re.compile(r"(tnt_[0-9A-Z]{26})\.(ses_[0-9A-Z]{26})\.([\w-]{40,60})", re.ASCII)
# Each try costs a call to the user pool, so one address is tried in so many workspaces only.
_WORKSPACES_TRIED = 10


@dataclass(frozen=True)
class SignedIn:
    """A session just opened or renewed; `cookie` holds the handle that renews it next."""

    id_token: str
    expires_at: datetime
    cookie: str
    session_expires_at: datetime
    user: User
    tenant: Tenant
    role: Role


class Sessions:
    """Sign-ins. Whatever is wrong with address or password looks the same from outside.

    The user pool's refresh token never leaves the server: it is kept sealed, bound to tenant and session, and the
    client holds a handle that works once.
    """

    def __init__(self, store: IdentityStore, pool: UserPool, keys: Keyring) -> None:
        self._store = store
        self._pool = pool
        self._keys = keys

    def sign_in(self, ctx: Context, email: str, password: str, slug: str | None = None) -> SignedIn:
        """Raises Unauthenticated, ChooseTenant, ChallengeRequired, TooMany or Unavailable.

        ChooseTenant only follows a password that is right in several workspaces: it tells a stranger nothing.
        ChallengeRequired says that no workspace lets this password in without a further step.
        """
        address = normal_address(email)
        found, challenge = [], None
        for place in self._places(address, slug):
            try:
                found.append((place.tenant, *self._proven(place, password)))
            except ChallengeRequired as further:
                challenge = further
            except Unauthenticated:
                continue
        if not found:
            raise challenge or Unauthenticated("This address and password do not belong together.")
        if len(found) > 1:
            homes = [home for tenant, *_ in found if (home := self._store.tenant(tenant))]
            raise ChooseTenant(tenants=[{"slug": home.slug, "name": home.name} for home in homes])
        tenant, user, tokens = found[0]
        return self._open(replace(ctx, tenant=tenant), user, tokens)

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

    def _proven(self, place: StaffAddress, password: str) -> tuple[User, Tokens]:
        user = self._store.user(place.tenant, place.user_id) if place.tenant else None
        tokens = self._pool.sign_in(place.user_id, password)
        if user is None or not user.active:
            raise Unauthenticated
        return user, tokens

    def _open(self, ctx: Context, user: User, tokens: Tokens) -> SignedIn:
        session_id, handle = ctx.derive_id("ses", ctx.now), ids.new_secret()
        sealed = self._seal(ctx.tenant, session_id, tokens.refresh_token or "")
        session, changes = decide.open_session(user.id, session_id, sealed, handle, ctx.now)
        self._store.commit(ctx.tenant, changes)
        return self._signed_in(ctx.tenant, session, handle, user, tokens)

    def refresh(self, ctx: Context, cookie: str) -> SignedIn:
        """Raises Unauthenticated, SessionRotated, TooMany or Unavailable. An old handle ends the session."""
        tenant, session_id, used = _parse(cookie)
        stored = self._store.session(tenant, session_id)
        try:
            session = decide.check_handle(stored, used, ctx.now)
        except HandleReused:
            self._end(tenant, stored, ctx.now)
            raise Unauthenticated from None
        user = self._store.user(tenant, session.user_id)
        try:
            if user is None or not user.active:
                raise Unauthenticated
            token = self._unseal(tenant, session)
            tokens = self._pool.refresh(session.user_id, token)
        except Unauthenticated:
            self._end(tenant, session, ctx.now)
            raise Unauthenticated from None
        # The pool is asked first: should it not answer, the handle the client holds is still good.
        handle = self._handle_after(session, used)
        sealed = self._seal(tenant, session.id, tokens.refresh_token) if tokens.refresh_token else session.refresh_token
        rotated, changes = decide.rotate(session, sealed, used, handle, ctx.now)
        try:
            self._store.commit(tenant, changes)
        except StaleVersion:
            raise SessionRotated from None
        return self._signed_in(tenant, rotated, handle, user, tokens)

    def end(self, ctx: Context, cookie: str) -> None:
        """Sign out. Never refuses: without a session there is nothing to end, and a wrong handle is a stolen one."""
        with suppress(Unauthenticated):
            tenant, session_id, _ = _parse(cookie)
            self._end(tenant, self._store.session(tenant, session_id), ctx.now)

    def _end(self, tenant: str, session: Session | None, now: datetime) -> None:
        if session is None or session.expires_at <= now:
            return
        self._store.commit(tenant, decide.end(session, now))
        # Ours is ended already; the pool's token dies with it or, when the pool does not answer, of age.
        with suppress(LambdeskError):
            self._pool.revoke(self._unseal(tenant, session))

    def _signed_in(self, tenant: str, session: Session, handle: str, user: User, tokens: Tokens) -> SignedIn:
        home = self._store.tenant(tenant)
        if home is None:
            raise Unauthenticated
        cookie = f"{tenant}.{session.id}.{handle}"
        return SignedIn(tokens.id_token, tokens.expires_at, cookie, session.expires_at, user, home, role_of(user.role))

    def _handle_after(self, session: Session, used: str) -> str:
        # The same answer to the same handle: whichever of two answers a browser keeps, its cookie is the present one.
        mac = self._keys.mac(_NEXT_HANDLE, f"{session.id}/{used}".encode())
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")

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


def _parse(cookie: str) -> tuple[str, str, str]:
    form = _COOKIE.fullmatch(cookie)
    if form is None:
        raise Unauthenticated
    return form[1], form[2], form[3]


def create_tenant(store: IdentityStore, ctx: Context, wanted: NewTenant) -> Tenant:
    """The tenant with this slug, made when new. Raises Invalid, or Conflict when slug or mailbox is somebody else's.

    The names come first, because they are unique in the whole deployment; the record follows. A call that was cut off
    in between is finished by the next one.
    """
    tenant = decide.make_tenant(wanted, ctx)
    for _ in range(2):
        known = store.tenant_of_slug(tenant.slug)
        if known:
            return _settle(store, replace(tenant, id=known))
        with suppress(AlreadyExists):
            store.commit(SYSTEM_TENANT, decide.take_names(tenant))
    raise Conflict("A mailbox belongs to another tenant.")


def _settle(store: IdentityStore, tenant: Tenant) -> Tenant:
    owned = store.mailboxes(tenant.mailboxes)
    if any(address not in owned or owned[address].tenant != tenant.id for address in tenant.mailboxes):
        raise Conflict(f"The slug {tenant.slug} belongs to a tenant with other mailboxes.")
    try:
        store.commit(tenant.id, ChangeSet((Insert(tenant),)))
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
    with suppress(AlreadyExists):
        store.commit(ctx.tenant, ChangeSet((Insert(user), Insert(StaffAddress(ctx.tenant, user.email, user.id)))))
    place = store.staff_address(ctx.tenant, user.email)
    member = store.user(ctx.tenant, place.user_id) if place else None
    if place is None or member is None:
        raise Unavailable
    store.commit(SYSTEM_TENANT, ChangeSet((Put(place),)))
    pool.create(ctx.tenant, member, password)
    return member
