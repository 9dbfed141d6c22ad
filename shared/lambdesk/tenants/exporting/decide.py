"""The rules of a tenant's export. No I/O, clock, randomness."""

from dataclasses import replace
from typing import Any

from lambdesk.identity.model import Caller, Permission, Reach
from lambdesk.kit.changes import ChangeSet, Insert, Replace, Write
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Forbidden, TooMany
from lambdesk.kit.events import record
from lambdesk.tenants.events import TenantExportAsked, TenantExportContinued, TenantExportFinished
from lambdesk.tenants.exporting.model import EVERY, ExportState, TenantExport, Written

# What is in an export; whoever takes it along has to be able to see that.
_NEEDED = (Permission.TENANT_WRITE, Permission.TICKETS_READ, Permission.USERS_READ, Permission.AUDIT_READ)
_GOING = (ExportState.QUEUED, ExportState.RUNNING)


def check(caller: Caller) -> None:
    """Raises Forbidden for somebody who does not see all that an export holds."""
    if caller.role.reach is not Reach.ALL or not all(map(caller.may, _NEEDED)):
        raise Forbidden("An export holds all tickets, people and the trail: it takes the permissions to see them.")


def ask(before: TenantExport | None, ctx: Context) -> tuple[TenantExport, ChangeSet | None]:
    """A new export, or the one that is going on, with nothing to write. Raises TooMany within an hour of the last."""
    if before and before.state_at(ctx.now) in _GOING:
        return before, None
    if before and ctx.now < before.asked_at + EVERY:
        left = int((before.asked_at + EVERY - ctx.now).total_seconds()) + 1
        raise TooMany("One export an hour; the last one is still there.", retry_after_seconds=left)
    version = before.version + 1 if before else 1
    asked = TenantExport(ctx.derive_id("exp", ctx.now), ctx.now, ctx.now, version=version)
    write = Replace(asked, before.version) if before else Insert(asked)
    return asked, _told(ctx, asked, write, TenantExportAsked(asked.id))


def add(before: TenantExport, written: Written, ctx: Context) -> tuple[TenantExport, ChangeSet]:
    """The export with one part more, which may be its last."""
    last = written.position is None
    after = replace(
        before,
        moved_at=ctx.now,
        state=ExportState.DONE if last else ExportState.RUNNING,
        position=written.position,
        parts=(*before.parts, written.part),
        lines=before.lines + written.lines,
        files=before.files + written.files,
        version=before.version + 1,
    )
    count = len(after.parts)
    told: Any = (
        TenantExportFinished(after.id, count, after.lines, after.files)
        if last
        else TenantExportContinued(after.id, count)
    )
    return after, _told(ctx, after, Replace(after, before.version), told)


def _told(ctx: Context, after: TenantExport, write: Write, payload: Any) -> ChangeSet:
    thing = f"export:{after.id}"
    event = record(ctx, payload, aggregate=thing, version=after.version, at=ctx.now, ordinal=0)
    return ChangeSet((write,), (event,), parent=thing)
