"""Sign-in at a tenant's provider: set up, begun, ended.

What stands between beginning and end (state, nonce, verifier) is in a sealed cookie of the browser that began: nothing
is kept until somebody comes back, and then only that this state was used.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from lambdesk.identity.federation import decide
from lambdesk.identity.federation.decide import Setup, Wanted
from lambdesk.identity.federation.model import Provider, Reason, Refused, Told
from lambdesk.identity.federation.ports import Client, Endpoints, Issuers
from lambdesk.identity.members import room
from lambdesk.identity.model import Caller, StaffAddress, Tenant, User
from lambdesk.identity.ports import IdentityStore, UserPool
from lambdesk.identity.queries import role_of
from lambdesk.identity.sign_in.accounts import Proven
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Claim, Put
from lambdesk.kit.context import SYSTEM_TENANT, Actor, ActorKind, Context
from lambdesk.kit.errors import AlreadyExists, LimitReached, NotFound, StaleVersion, Unauthenticated, Unavailable
from lambdesk.kit.sealing import UnknownKey, Unreadable, seal, unseal
from lambdesk.kit.signing import Keyring

LIFETIME = timedelta(minutes=10)
SCOPE = "openid email profile"
REFUSED = "Your sign-in provider did not let you in here. Try once more, or ask whoever runs this workspace."
_FLOW, _SECRET = "provider-flow", "provider-secret"


@dataclass(frozen=True)
class Begin:
    """Where the browser goes, and what it keeps to come back with."""

    url: str
    cookie: str


@dataclass(frozen=True)
class Answer:
    """What a browser brings back: a code, or nothing when the provider said no."""

    state: str
    code: str | None


@dataclass(frozen=True)
class Settled:
    """A tenant's provider, and whether everybody may sign in with a password."""

    provider: Provider | None
    passwords: bool


class Providers:
    """The sign-in provider of each tenant, as its administrators set it up. `local`: on a developer's machine."""

    def __init__(self, store: IdentityStore, keys: Keyring, *, local: bool = False) -> None:
        self._store = store
        self._keys = keys
        self._local = local

    def of(self, tenant: str) -> Settled:
        """What stands; raises NotFound."""
        home = self._home(tenant)
        return Settled(self._store.provider(tenant), home.passwords)

    def configure(self, ctx: Context, giver: Caller, version: int | None, wanted: Wanted) -> Settled:
        """Raises Forbidden, StaleVersion or Invalid."""
        known = self._store.provider(ctx.tenant)
        setup = Setup(self._home(ctx.tenant), known, giver, self._local)
        # A secret belongs to the issuer and client that it was given for, and is sent to no other.
        same = known is not None and (known.issuer, known.client_id) == (
            wanted.issuer.strip(),
            wanted.client_id.strip(),
        )
        kept = known.secret if known and same else ""
        sealed = seal(self._keys, _SECRET, wanted.secret, ctx.tenant) if wanted.secret else kept
        role = role_of(self._store, ctx.tenant, wanted.first_role) if wanted.first_role else None
        made, home, changes = decide.configure(ctx, setup, version, wanted, sealed, role)
        self._store.commit(ctx.tenant, changes)
        return Settled(made, home.passwords)

    def remove(self, ctx: Context, giver: Caller) -> None:
        """Raises Forbidden or NotFound."""
        known = self._store.provider(ctx.tenant)
        self._store.commit(ctx.tenant, decide.remove(ctx, Setup(self._home(ctx.tenant), known, giver)))

    def unlink(self, ctx: Context, user_id: str) -> None:
        """Nobody of the provider is this member any more; raises NotFound or StaleVersion. Sessions stay."""
        user = self._store.user(ctx.tenant, user_id)
        if user is None:
            raise NotFound
        self._store.commit(ctx.tenant, decide.unlink(ctx, user))

    def _home(self, tenant: str) -> Tenant:
        home = self._store.tenant(tenant)
        if home is None:
            raise NotFound
        return home


class Federation:
    """Sign-ins at providers. `redirect_url` is the page of ours to which they send people back."""

    def __init__(
        self, store: IdentityStore, pool: UserPool, issuers: Issuers, keys: Keyring, redirect_url: str
    ) -> None:
        self._store = store
        self._pool = pool
        self._issuers = issuers
        self._keys = keys
        self._redirect_url = redirect_url

    def begin(self, ctx: Context, home: Tenant) -> Begin:
        """Raises NotFound without a provider, Unavailable when it does not answer."""
        provider = self._store.provider(home.id)
        if provider is None:
            raise NotFound
        at = self._issuers.endpoints(provider.issuer, ctx.now)
        state, nonce, verifier = (ids.new_secret() for _ in range(3))
        flow = {"tenant": home.id, "state": state, "nonce": nonce, "verifier": verifier}
        flow |= {"issuer": provider.issuer, "client": provider.client_id, "until": clock.to_text(ctx.now + LIFETIME)}
        asked = {"response_type": "code", "client_id": provider.client_id, "redirect_uri": self._redirect_url}
        asked |= {"scope": SCOPE, "state": state, "nonce": nonce}
        asked |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
        joint = "&" if "?" in at.authorize else "?"
        return Begin(f"{at.authorize}{joint}{urlencode(asked)}", seal(self._keys, _FLOW, json.dumps(flow), _FLOW))

    def finish(self, ctx: Context, cookie: str, answer: Answer) -> Proven:
        """Who it is, in the tenant that the browser began for. Raises Unauthenticated, Unavailable or TenantClosed.

        Whatever is wrong looks the same from outside; the reason is told to the trail.
        """
        flow = self._flow(ctx, cookie)
        home = self._store.tenant(flow["tenant"])
        provider = self._store.provider(flow["tenant"])
        if home is None or provider is None:
            raise Unauthenticated(REFUSED)
        home.enter()
        own = replace(ctx, tenant=home.id, cause={**ctx.cause, "door": "provider"})
        who: list[str] = []
        try:
            return self._proven(own, home, provider, self._told(own, provider, flow, answer), who)
        except Refused as refused:
            user_id = who[0] if who else None
            self._store.commit(home.id, decide.refused(own, provider.version, refused.reason, user_id))
            raise Unauthenticated(REFUSED) from None

    def _flow(self, ctx: Context, cookie: str) -> dict[str, Any]:
        try:
            flow: dict[str, Any] = json.loads(unseal(self._keys, _FLOW, cookie, _FLOW))
        except Unreadable:
            raise Unauthenticated(REFUSED) from None
        if clock.from_text(flow["until"]) <= ctx.now:
            raise Unauthenticated("This took too long; begin again.")
        return flow

    def _told(self, ctx: Context, provider: Provider, flow: dict[str, Any], answer: Answer) -> Told:
        if not hmac.compare_digest(answer.state.encode(), str(flow["state"]).encode()):
            raise Refused(Reason.STATE)
        self._claim(ctx, answer.state)
        if (provider.issuer, provider.client_id) != (flow["issuer"], flow["client"]):
            raise Refused(Reason.CHANGED)
        if answer.code is None:
            raise Refused(Reason.DECLINED)
        at: Endpoints = self._issuers.endpoints(provider.issuer, ctx.now)
        client = Client(provider.client_id, self._secret(ctx.tenant, provider))
        token = self._issuers.exchange(at, client, answer.code, flow["verifier"], self._redirect_url)
        told = self._issuers.told(at, provider.client_id, token, ctx.now)
        if not hmac.compare_digest(told.nonce.encode(), str(flow["nonce"]).encode()):
            raise Refused(Reason.NONCE)
        return told

    def _claim(self, ctx: Context, state: str) -> None:
        try:
            self._store.commit(ctx.tenant, ChangeSet((Claim("provider", state, {}, ctx.now + 2 * LIFETIME),)))
        except AlreadyExists:
            raise Refused(Reason.STATE_REPLAYED) from None

    def _secret(self, tenant: str, provider: Provider) -> str:
        try:
            return unseal(self._keys, _SECRET, provider.secret, tenant)
        except UnknownKey:
            # A key added a moment ago, which this environment has not read yet; or one that was taken away too early.
            raise Unavailable from None
        except Unreadable:
            raise Refused(Reason.SECRET) from None

    def _proven(self, ctx: Context, home: Tenant, provider: Provider, told: Told, who: list[str]) -> Proven:
        address, subject, way = (
            decide.check(provider, told),
            decide.subject_of(provider, told),
            decide.begun(provider, told),
        )
        known = self._known(ctx.tenant, subject, address)
        who += [known.id] if known else []
        decide.check_steps(home, role_of(self._store, home.id, known.role if known else provider.first_role or ""), way)
        user = self._member(ctx, known, provider, told, subject)
        own = replace(ctx, actor=Actor(ActorKind.USER, user.id), seed=ids.new_seed())
        tokens = self._pool.vouch(home.id, user, way)
        try:
            self._store.commit(home.id, decide.accepted(own, user, way))
        except StaleVersion:
            raise Unavailable from None
        return Proven(home, user, tokens, way)

    def _known(self, tenant: str, subject: str, address: str) -> User | None:
        """The member whom the provider means: who came before under this name, else who has the address."""
        account = self._store.provider_account(tenant, subject)
        user = self._store.user(tenant, account.user_id) if account else None
        if user is not None and user.subject == subject:
            return user
        place = self._store.staff_address(tenant, address)
        return self._store.user(tenant, place.user_id) if place else None

    def _member(self, ctx: Context, known: User | None, provider: Provider, told: Told, subject: str) -> User:
        try:
            if known is None:
                user = room.add(self._store, ctx.tenant, lambda _: decide.first(ctx, provider, told, subject))
            else:
                user, changes = decide.admit(replace(ctx, actor=Actor(ActorKind.USER, known.id)), known, subject)
                if not changes.writes:
                    return user
                self._store.commit(ctx.tenant, changes)
        except LimitReached:
            raise Refused(Reason.FULL) from None
        except (AlreadyExists, StaleVersion):
            raise Unavailable from None
        self._store.commit(SYSTEM_TENANT, ChangeSet((Put(StaffAddress(ctx.tenant, user.email, user.id)),)))
        return user


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
