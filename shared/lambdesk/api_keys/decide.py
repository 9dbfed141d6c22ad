"""The rules of API keys: who may make which, and which secret opens what until when. No I/O, clock, randomness."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lambdesk.api_keys.events import ApiKeyCreated, ApiKeyRevoked, ApiKeyRotated
from lambdesk.api_keys.model import PREFIX, ApiKey
from lambdesk.identity.model import OF_PEOPLE, OF_STAFF, Caller, Permission, Reach
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Insert, Replace, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, FieldError, Forbidden, Invalid
from lambdesk.kit.events import Payload
from lambdesk.kit.text import clean_line

LIMIT = 100
NAME_LIMIT = 120
# A key does not make keys, nor look as somebody.
PERSONAL = OF_PEOPLE | {Permission.API_KEYS_WRITE, Permission.USERS_VIEW_AS}
SCOPES = tuple(sorted(each.value for each in OF_STAFF - PERSONAL))


@dataclass(frozen=True)
class NewKey:
    """A key as somebody wants it."""

    name: str
    scopes: tuple[str, ...]
    lifetime_days: int


def create(
    wanted: NewKey, secret_hash: str, maker: Caller, others: Iterable[ApiKey], ctx: Context
) -> tuple[ApiKey, ChangeSet]:
    """A new key. Raises Invalid, Forbidden or Conflict."""
    name, scopes = clean_line(wanted.name, NAME_LIMIT), tuple(sorted(set(wanted.scopes)))
    if not name:
        raise Invalid(fields=[FieldError("body.name", "needs words", "blank")])
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid(fields=[FieldError("body.scopes", "names permissions that a key can have", "unknown_value")])
    _only_held(scopes, maker)
    if sum(each.revoked_at is None and ctx.now < each.expires_at for each in others) >= LIMIT:
        raise Conflict(f"There are {LIMIT} keys already; revoke one first.")
    key = ApiKey(
        id=ctx.derive_id(PREFIX, ctx.now),
        name=name,
        scopes=scopes,
        secret_hash=secret_hash,
        created_by=maker.id,
        created_at=ctx.now,
        expires_at=ctx.now + timedelta(days=wanted.lifetime_days),
        lifetime_days=wanted.lifetime_days,
    )
    fact = ApiKeyCreated(list(scopes), clock.to_text(key.expires_at))
    return key, _told(key, Insert(key), fact, ctx)


def rotate(key: ApiKey, secret_hash: str, overlap: timedelta, maker: Caller, ctx: Context) -> tuple[ApiKey, ChangeSet]:
    """The key with a new secret and a new life; the present secret goes on for `overlap`, never longer than it would.

    Whoever rotates sees a secret, and so holds what it opens. Raises Conflict for a key that is revoked.
    """
    _only_held(key.scopes, maker)
    if key.revoked_at is not None:
        raise Conflict("This key is revoked; make another one.")
    rotated = replace(
        key,
        secret_hash=secret_hash,
        previous_hash=key.secret_hash,
        previous_until=max(ctx.now, min(key.expires_at, ctx.now + overlap)),
        expires_at=ctx.now + timedelta(days=key.lifetime_days),
        version=key.version + 1,
    )
    fact = ApiKeyRotated(clock.to_text(rotated.previous_until or ctx.now), clock.to_text(rotated.expires_at))
    return rotated, _told(rotated, Replace(rotated, key.version), fact, ctx)


def revoke(key: ApiKey, ctx: Context) -> ChangeSet:
    """The key opens nothing from now on."""
    if key.revoked_at is not None:
        return ChangeSet(())
    revoked = replace(key, revoked_at=ctx.now, previous_hash=None, previous_until=None, version=key.version + 1)
    return _told(revoked, Replace(revoked, key.version), ApiKeyRevoked(), ctx)


def accepts(key: ApiKey, secret_hash: str, now: datetime) -> bool:
    """Whether the secret with this hash opens something now."""
    if key.revoked_at is not None:
        return False
    if hmac.compare_digest(key.secret_hash, secret_hash):
        return now < key.expires_at
    if key.previous_hash is None or key.previous_until is None:
        return False
    return hmac.compare_digest(key.previous_hash, secret_hash) and now < key.previous_until


def givable(maker: Caller) -> list[str]:
    """The scopes that somebody can give: none without sight of all tickets, because a key sees all."""
    return [each for each in SCOPES if maker.role.reach is Reach.ALL and maker.may(Permission(each))]


def _only_held(scopes: Iterable[str], maker: Caller) -> None:
    if not set(scopes) <= set(givable(maker)):
        raise Forbidden("A key may never do more than the one who makes it.")


def _told(key: ApiKey, write: Insert | Replace, fact: Payload, ctx: Context) -> ChangeSet:
    return with_facts(ctx, f"api_key:{key.id}", key.version, (write,), fact)
