"""Sources of inbound mail, and what they post: kept first, then handed to the one way that mail comes in."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from lambdesk.channels.ports import RawMail
from lambdesk.inbound import decide
from lambdesk.inbound.model import PREFIX, InboundSource
from lambdesk.inbound.ports import Handover, SourceStore
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Claim
from lambdesk.kit.context import Context
from lambdesk.kit.errors import (
    AlreadyExists,
    Conflict,
    FieldError,
    IdempotencyMismatch,
    Invalid,
    NotFound,
    StaleVersion,
    TooLarge,
    Unauthenticated,
)
from lambdesk.kit.sealing import seal, unseal
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import digest
from lambdesk.kit.webhooks import Signed, check, secret_of

RAW_LIMIT_BYTES = 4_000_000
# Long after a provider has stopped trying again.
ID_LIFETIME = timedelta(days=7)
_PURPOSE = "inbound"


@dataclass(frozen=True)
class Posted:
    """A mail as a provider posts it. Without `recipients` the mail's own headers say whom it is for."""

    raw: bytes
    sender: str | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A source with its secret, which nobody can tell again."""

    source: InboundSource
    secret: str


class Inbound:
    """The sources of every tenant. `raw` keeps mails, `handover` is the way in."""

    def __init__(self, store: SourceStore, raw: RawMail, handover: Handover, keys: Keyring) -> None:
        self._store = store
        self._raw = raw
        self._handover = handover
        self._keys = keys

    def all(self, tenant: str) -> list[InboundSource]:
        """All sources, the oldest first."""
        return list(self._store.sources(tenant))

    def create(self, ctx: Context, name: str, *, trusted: bool) -> Made:
        """A new source. Raises Invalid or Conflict."""
        source_id, secret = ctx.derive_id(PREFIX, ctx.now), secret_of(ids.new_key())
        sealed = self._seal(ctx.tenant, source_id, secret)
        source, changes = decide.create(source_id, name, sealed, self.all(ctx.tenant), ctx, trusted=trusted)
        self._store.commit(ctx.tenant, changes)
        return Made(source, secret)

    def rotate(self, ctx: Context, source_id: str, overlap: timedelta) -> Made:
        """A new secret for a source. Raises NotFound or Conflict."""
        secret = secret_of(ids.new_key())
        source = self._one(ctx.tenant, source_id)
        rotated, changes = decide.rotate(source, self._seal(ctx.tenant, source_id, secret), overlap, ctx)
        self._commit(ctx, changes)
        return Made(rotated, secret)

    def delete(self, ctx: Context, source_id: str) -> None:
        """Take nothing from a source any more. Raises NotFound or Conflict."""
        self._commit(ctx, decide.delete(self._one(ctx.tenant, source_id), ctx))

    def proven(self, ctx: Context, source_id: str, signed: Signed, body: bytes) -> InboundSource:
        """The source that signed this body for `ctx.tenant`; raises Unauthenticated for whatever is not so."""
        source = self._store.source(ctx.tenant, source_id)
        if source is None:
            raise Unauthenticated
        place = f"{ctx.tenant}/{source_id}"
        secrets = [unseal(self._keys, _PURPOSE, each, place) for each in source.secrets(ctx.now)]
        check(signed, body, secrets, ctx.now)
        return source

    def take(self, ctx: Context, source: InboundSource, signed_id: str, posted: Posted) -> str:
        """Keep a mail with its receipt and hand it on; the id under which it is kept.

        A source's id counts once: sent again, it is answered again. Whatever breaks in between leaves a repetition to
        do it all again under the same name. Raises Invalid, TooLarge, IdempotencyMismatch or Unavailable.
        """
        _check(posted)
        said = digest(hashlib.sha256(posted.raw).hexdigest(), posted.sender or "", *posted.recipients)
        raw_id = f"in-{ctx.tenant}-{digest(source.id, signed_id)}"
        claim = Claim("inbound", f"{source.id}\x00{signed_id}", {"said": said}, ctx.now + ID_LIFETIME)
        known = self._store.claimed(ctx.tenant, claim)
        if known is None:
            known = self._keep(ctx, source, claim, raw_id, posted)
        if known["said"] != said:
            raise IdempotencyMismatch("This id was used for another mail.")
        return raw_id

    def _keep(self, ctx: Context, source: InboundSource, claim: Claim, raw_id: str, posted: Posted) -> dict[str, str]:
        to = posted.sender, posted.recipients
        receipt = decide.record_of(raw_id, ctx.tenant, *to, ctx.now, trusted=source.trusted)
        self._raw.keep_receipt(raw_id, receipt)
        self._raw.put(raw_id, posted.raw)
        self._handover(receipt)
        try:
            self._store.commit(ctx.tenant, ChangeSet((claim,)))
        except AlreadyExists:
            return self._store.claimed(ctx.tenant, claim) or claim.data
        return claim.data

    def _one(self, tenant: str, source_id: str) -> InboundSource:
        source = self._store.source(tenant, source_id)
        if source is None:
            raise NotFound
        return source

    def _commit(self, ctx: Context, changes: ChangeSet) -> None:
        try:
            self._store.commit(ctx.tenant, changes)
        except StaleVersion:
            raise Conflict("Somebody changed this source at the same moment; look again.") from None

    def _seal(self, tenant: str, source_id: str, secret: str) -> str:
        return seal(self._keys, _PURPOSE, secret, f"{tenant}/{source_id}")


def _check(posted: Posted) -> None:
    if len(posted.raw) > RAW_LIMIT_BYTES:
        raise TooLarge(f"A mail has at most {RAW_LIMIT_BYTES} bytes.", limit_bytes=RAW_LIMIT_BYTES)
    if not posted.raw.strip():
        raise Invalid(fields=[FieldError("body.raw", "is an empty mail", "blank")])
