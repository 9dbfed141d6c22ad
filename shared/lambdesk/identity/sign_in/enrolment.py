"""The second step of one's own sign-in: begun and finished, taken away, and new recovery codes for it.

Each begins with a proof of who it is, password and all: an open desk is not enough. Between the beginning and the end
nothing is kept; the caller holds a sealed ticket.
"""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from lambdesk.identity.events import UserMfaEnrolled, UserMfaReset, UserRecoveryCodesMade
from lambdesk.identity.model import RecoveryCodes, User
from lambdesk.identity.ports import IdentityStore, UserPool
from lambdesk.identity.sign_in import recovery
from lambdesk.identity.sign_in.accounts import Accounts, Credentials, Proven
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Put, Remove, Replace, with_facts
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import ChallengeRequired, FieldError, Invalid, StaleVersion, Unauthenticated
from lambdesk.kit.events import Payload
from lambdesk.kit.sealing import Unreadable, seal, unseal
from lambdesk.kit.signing import Keyring

LIFETIME = timedelta(minutes=10)
_PURPOSE = "mfa"


@dataclass(frozen=True)
class Begun:
    """What an authenticator is told, and the ticket to come back with."""

    secret: str
    uri: str
    ticket: str


@dataclass(frozen=True)
class Enrolled:
    """A member whose second step counts from now on; the codes are shown this once."""

    proven: Proven
    recovery_codes: tuple[str, ...]


class Enrolment:
    """Changes of one's own second step."""

    def __init__(self, store: IdentityStore, pool: UserPool, accounts: Accounts, keys: Keyring) -> None:
        self._store = store
        self._pool = pool
        self._accounts = accounts
        self._keys = keys

    def begin(self, ctx: Context, given: Credentials) -> Begun:
        """A new secret. Raises what `Accounts.prove` does; the old secret counts until the end."""
        proven = self._accounts.prove(ctx, given)
        secret = self._pool.begin_mfa(proven.tokens.access_token)
        ticket = {
            "tenant": proven.home.id,
            "user": proven.user.id,
            "version": proven.user.version,
            "access": proven.tokens.access_token,
            "refresh": proven.tokens.refresh_token,
            "until": clock.to_text(ctx.now + LIFETIME),
        }
        label = quote(f"{proven.home.name}:{proven.user.email}")
        uri = f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': proven.home.name})}"
        return Begun(secret, uri, seal(self._keys, _PURPOSE, json.dumps(ticket), _PURPOSE))

    def finish(self, ctx: Context, ticket: str, code: str) -> Enrolled:
        """The second step counts. Raises Unauthenticated for a ticket that is over, Invalid for a wrong code."""
        begun = self._read(ctx, ticket)
        home, user = self._store.tenant(begun["tenant"]), self._store.user(begun["tenant"], begun["user"])
        if home is None or user is None or user.version != begun["version"] or not user.serves(ctx.now):
            raise Unauthenticated("This took too long; begin again.")
        try:
            self._pool.finish_mfa(begun["access"], code)
        except Unauthenticated:
            raise Invalid(fields=[FieldError("body.code", "is not the code shown now", "wrong_code")]) from None
        enrolled = replace(user, mfa=True, version=user.version + 1)
        codes = self._keep(self._own(ctx, home.id, user), enrolled, user.version, UserMfaEnrolled(user_id=user.id))
        tokens = self._pool.refresh(user.id, begun["refresh"])
        if tokens.refresh_token is None:
            tokens = replace(tokens, refresh_token=begun["refresh"])
        return Enrolled(Proven(home, enrolled, tokens), codes)

    def _read(self, ctx: Context, ticket: str) -> dict[str, Any]:
        try:
            begun: dict[str, Any] = json.loads(unseal(self._keys, _PURPOSE, ticket, _PURPOSE))
        except Unreadable:
            raise Unauthenticated from None
        if clock.from_text(begun["until"]) <= ctx.now:
            raise Unauthenticated("This took too long; begin again.")
        return begun

    def remove(self, ctx: Context, given: Credentials) -> None:
        """Take one's own second step away: with a code of it, or a recovery code."""
        proven = self._with_code(ctx, given)
        self._pool.ask_mfa(proven.user.id, asked=False)
        own = self._own(ctx, proven.home.id, proven.user)
        self._store.commit(proven.home.id, taken_away(own, proven.user))

    def new_codes(self, ctx: Context, given: Credentials) -> tuple[str, ...]:
        """Ten other recovery codes; the old ones are void."""
        proven = self._with_code(ctx, given)
        own = self._own(ctx, proven.home.id, proven.user)
        made = UserRecoveryCodesMade(user_id=proven.user.id)
        return self._keep(own, replace(proven.user, version=proven.user.version + 1), proven.user.version, made)

    def _with_code(self, ctx: Context, given: Credentials) -> Proven:
        proven = self._accounts.prove(ctx, given)
        if not proven.user.mfa:
            raise ChallengeRequired(challenge="mfa_setup")
        return proven

    def _own(self, ctx: Context, tenant: str, user: User) -> Context:
        return replace(ctx, tenant=tenant, actor=Actor(ActorKind.USER, user.id))

    def _keep(self, ctx: Context, user: User, expected: int, fact: Payload) -> tuple[str, ...]:
        codes = recovery.codes_of(ids.new_bytes(recovery.COUNT * 12))
        known = self._store.recovery_codes(ctx.tenant, user.id)
        writes = Replace(user, expected), Put(recovery.kept(user.id, codes, known))
        changes = with_facts(ctx, f"user:{user.id}", user.version, writes, fact)
        try:
            self._store.commit(ctx.tenant, changes)
        except StaleVersion:
            raise Unauthenticated("Somebody changed this account meanwhile; begin again.") from None
        return codes


def taken_away(ctx: Context, user: User) -> ChangeSet:
    """The account without its second step and recovery codes."""
    bare = replace(user, mfa=False, version=user.version + 1)
    writes = Replace(bare, user.version), Remove(RecoveryCodes(user.id, ()))
    return with_facts(ctx, f"user:{user.id}", bare.version, writes, UserMfaReset(user_id=user.id))
