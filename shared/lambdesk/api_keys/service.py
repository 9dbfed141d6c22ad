"""Making, rotating and revoking API keys, and knowing one when it is shown."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lambdesk.api_keys import decide, text
from lambdesk.api_keys.decide import NewKey
from lambdesk.api_keys.model import ApiKey, Known
from lambdesk.api_keys.ports import ApiKeyReader, ApiKeyStore
from lambdesk.identity.model import Caller
from lambdesk.kit import ids
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, NotFound, StaleVersion, Unauthenticated

USE_NOTED_EVERY = timedelta(hours=1)
_USES_KEPT = 2_000


@dataclass(frozen=True)
class Made:
    """A key with its text, which nobody can tell again."""

    key: ApiKey
    text: str


@dataclass(frozen=True)
class Proven:
    """Whose key was shown; `secret_hash` says which of its secrets."""

    tenant: str
    key_id: str
    secret_hash: str


def verify(store: ApiKeyReader, shown: str, now: datetime) -> Proven:
    """Whose key this text is. Raises Unauthenticated for one that is wrong, expired or revoked."""
    said = text.read(shown)
    key = store.key(said.tenant, said.key_id) if said else None
    if said is None or key is None or not decide.accepts(key, said.secret_hash, now):
        raise Unauthenticated
    return Proven(said.tenant, said.key_id, said.secret_hash)


class ApiKeys:
    """The keys of every tenant."""

    def __init__(self, store: ApiKeyStore) -> None:
        self._store = store
        self._noted: dict[tuple[str, str], datetime] = {}

    def all(self, tenant: str) -> list[Known]:
        """All keys, the newest first."""
        return sorted(self._store.keys(tenant), key=lambda each: each.key.id, reverse=True)

    def create(self, ctx: Context, maker: Caller, wanted: NewKey) -> Made:
        """A new key, which may do at most what its maker may. Raises Invalid, Forbidden or Conflict."""
        secret = ids.new_key()
        others = (each.key for each in self._store.keys(ctx.tenant))
        key, changes = decide.create(wanted, text.hash_of(secret), maker, others, ctx)
        self._store.commit(ctx.tenant, changes)
        return Made(key, text.text_of(ctx.tenant, key.id, secret))

    def rotate(self, ctx: Context, maker: Caller, key_id: str, overlap: timedelta) -> Made:
        """A new secret for a key. Raises NotFound, Forbidden or Conflict."""
        secret = ids.new_key()
        key = self._one(ctx.tenant, key_id)
        rotated, changes = decide.rotate(key, text.hash_of(secret), overlap, maker, ctx)
        try:
            self._store.commit(ctx.tenant, changes)
        except StaleVersion:
            raise Conflict("Somebody changed this key at the same moment; look again.") from None
        return Made(rotated, text.text_of(ctx.tenant, key_id, secret))

    def revoke(self, ctx: Context, key_id: str) -> None:
        """Shut a key, whatever happens to it at the same moment. Raises NotFound."""
        for _ in range(2):
            try:
                return self._store.commit(ctx.tenant, decide.revoke(self._one(ctx.tenant, key_id), ctx))
            except StaleVersion:
                continue
        raise Conflict("Somebody changed this key at the same moment; look again.")

    def revoke_of(self, ctx: Context, maker_id: str) -> None:
        """Shut all keys that somebody made: whoever leaves may have their secrets. Raises Conflict."""
        for each in self._store.keys(ctx.tenant):
            if each.key.created_by == maker_id and each.key.revoked_at is None:
                self.revoke(replace(ctx, seed=ids.new_seed()), each.key.id)

    def shown(self, tenant: str, key_id: str, secret_hash: str, now: datetime) -> ApiKey:
        """The key that was shown, when it is still good this moment; its use is noted. Raises Unauthenticated."""
        key = self._store.key(tenant, key_id)
        if key is None or not decide.accepts(key, secret_hash, now):
            raise Unauthenticated
        noted = self._noted.get((tenant, key_id))
        if noted is None or now - noted >= USE_NOTED_EVERY:
            if len(self._noted) >= _USES_KEPT:
                self._noted.clear()
            self._noted[tenant, key_id] = now
            self._store.used(tenant, key_id, now, now - USE_NOTED_EVERY)
        return key

    def _one(self, tenant: str, key_id: str) -> ApiKey:
        key = self._store.key(tenant, key_id)
        if key is None:
            raise NotFound
        return key
