"""Exports as their tenants ask for them, and as `worker` writes them: one part an event.

Every part has a name of its own: of two that write the same part at once, one is remembered, and the other's archive
belongs to nothing and goes with the rest of the prefix.
"""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from lambdesk.identity.model import Caller
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import AlreadyExists, NotFound, StaleVersion
from lambdesk.kit.events import Event
from lambdesk.tenants.exporting import decide
from lambdesk.tenants.exporting.model import ExportState, Part, TenantExport, Written
from lambdesk.tenants.exporting.ports import Bucket, ExportStore, OwnTable, Step
from lambdesk.tenants.whole import Archive

ZIP = "application/zip"
LINK_SECONDS = 300
# About how much is read for one part: the archive of it fits into the memory of a Lambda more than once.
PART_BYTES = 32_000_000
_IN_MEMORY = 50_000_000
_TRIES = 3


@dataclass(frozen=True)
class Exporting:
    """The parts in which a tenant is kept, as its own session reaches them; only what writes needs the table."""

    store: ExportStore
    table: Callable[[], OwnTable]
    content: Bucket
    identity: IdentityStore

    def ask(self, caller: Caller, ctx: Context) -> TenantExport:
        """A new export, or the one that is going on. Raises Forbidden or TooMany."""
        decide.check(caller)
        for _ in range(_TRIES - 1):
            with suppress(AlreadyExists, StaleVersion):
                return self._ask(ctx)
        return self._ask(ctx)

    def _ask(self, ctx: Context) -> TenantExport:
        asked, changes = decide.ask(self.store.tenant_export(ctx.tenant), ctx)
        if changes:
            self.store.commit(ctx.tenant, changes)
        return asked

    def latest(self, caller: Caller, tenant: str, now: datetime) -> TenantExport | None:
        """The one asked for last, unless its time is over. Raises Forbidden."""
        decide.check(caller)
        found = self.store.tenant_export(tenant)
        return found if found and now < found.expires_at else None

    def one(self, caller: Caller, tenant: str, export_id: str, now: datetime) -> TenantExport:
        """The export of this id; raises Forbidden, or NotFound also for one that a later one took the place of."""
        found = self.latest(caller, tenant, now)
        if found is None or found.id != export_id:
            raise NotFound
        return found

    def link(self, slug: str, export: TenantExport, index: int) -> str:
        """Where this part of it is for LINK_SECONDS."""
        key = export.parts[index].key
        return self.content.link(key, f"{slug}-{index + 1}.zip", ZIP, LINK_SECONDS)

    def follow(self, event: Event, now: datetime, seed: str, enough: Callable[[], bool]) -> str | None:
        """Write the part that comes after this event; None when somebody has done so already."""
        export = self.store.tenant_export(event.tenant)
        home = self.identity.tenant(event.tenant)
        if home is None or export is None or export.id != event.data["export_id"]:
            return None
        if export.state is ExportState.DONE or len(export.parts) != event.data.get("parts", 0):
            return None
        ctx = Context(event.tenant, SYSTEM, now, seed, {"door": "worker"}, event.correlation_id, event.id)
        written = self._write(ctx, home.created_at, export, enough)
        after, changes = decide.add(export, written, ctx)
        try:
            self.store.commit(event.tenant, changes)
        except StaleVersion:
            return None
        return after.state.value

    def _write(self, ctx: Context, since: datetime, export: TenantExport, enough: Callable[[], bool]) -> Written:
        number = len(export.parts) + 1
        key = f"exports/{ctx.tenant}/{export.id}/{number:04}-{ctx.seed}.zip"
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            position: str | None = None
            with Archive(file) as archive:
                for step in self.table().steps(ctx.tenant, since, export.asked_at, export.position):
                    self._take(archive, step)
                    if archive.taken >= PART_BYTES or enough():
                        position = step.position
                        break
            file.seek(0)
            data = file.read()
        self.content.put(key, data, ZIP)
        return Written(Part(key, len(data)), archive.lines, archive.files, position)

    def _take(self, archive: Archive, step: Step) -> None:
        for kind, values in step.lines:
            archive.line(kind, values)
        for key in step.content:
            # What a message names may have been taken away.
            if self.content.look(key):
                archive.file(key, self.content.read(key))
