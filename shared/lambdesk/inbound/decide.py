"""The rules of sources of inbound mail. No I/O, clock, randomness."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from lambdesk.inbound.events import InboundSourceCreated, InboundSourceDeleted, InboundSourceRotated
from lambdesk.inbound.model import InboundSource
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Insert, Remove, Replace, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, FieldError, Invalid
from lambdesk.kit.events import Payload
from lambdesk.kit.text import clean_line

LIMIT = 20
NAME_LIMIT = 120


def create(
    source_id: str, name: str, sealed: str, others: Sequence[InboundSource], ctx: Context, *, trusted: bool
) -> tuple[InboundSource, ChangeSet]:
    """A new source; raises Invalid or Conflict."""
    name = clean_line(name, NAME_LIMIT)
    if not name:
        raise Invalid(fields=[FieldError("body.name", "needs words", "blank")])
    if len(others) >= LIMIT:
        raise Conflict(f"There are {LIMIT} sources already; delete one first.")
    source = InboundSource(source_id, name, sealed, ctx.actor.id or "", ctx.now, trusted)
    return source, _told(source, Insert(source), InboundSourceCreated(trusted), ctx)


def rotate(source: InboundSource, sealed: str, overlap: timedelta, ctx: Context) -> tuple[InboundSource, ChangeSet]:
    """The source with a new secret; the present one goes on for `overlap`."""
    until = ctx.now + overlap
    rotated = replace(
        source,
        secret=sealed,
        previous_secret=source.secret,
        previous_until=until,
        version=source.version + 1,
    )
    return rotated, _told(rotated, Replace(rotated, source.version), InboundSourceRotated(clock.to_text(until)), ctx)


def delete(source: InboundSource, ctx: Context) -> ChangeSet:
    """Nothing is left of it but its events."""
    gone = replace(source, version=source.version + 1)
    return _told(gone, Remove(source, source.version), InboundSourceDeleted(), ctx)


def record_of(
    raw_id: str, tenant: str, sender: str | None, recipients: Sequence[str], at: datetime, *, trusted: bool
) -> dict[str, object]:
    """The receipt of a posted mail, in the form of those of received ones, and bound to its tenant.

    Nobody gave verdicts on it; of a trusted source its word is one.
    """
    moment, names = clock.to_text(at), list(recipients)
    verdicts = {"dmarcVerdict": {"status": "PASS"}} if trusted else {}
    mail = {"messageId": raw_id, "timestamp": moment, "source": sender, "destination": names}
    return {"mail": mail, "receipt": {"timestamp": moment, "recipients": names, **verdicts}, "tenant": tenant}


def _told(source: InboundSource, write: Insert | Replace | Remove, fact: Payload, ctx: Context) -> ChangeSet:
    return with_facts(ctx, f"inbound_source:{source.id}", source.version, (write,), fact)
