"""Wire forms of a tenant's export."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from lambdesk.kit import clock
from lambdesk.kit.schema import Moment, Output
from lambdesk.tenants.exporting.model import ExportState
from lambdesk.tenants.exporting.model import TenantExport as Kept


class TenantExport(Output):
    """All data of a workspace. `parts` are the archives written so far, `size` their bytes; gone at `expires_at`.

    `failed` is one that has stood still for an hour; it can be asked for again.
    """

    id: Annotated[str, Field(examples=["exp_01KAWJ4X6S0000000000000000"])]
    state: ExportState
    asked_at: Moment
    expires_at: Moment
    parts: int
    lines: int
    files: int
    size: int


class TenantExports(Output):
    """The export that was asked for last, if it is still there."""

    items: list[TenantExport]


class ExportPart(Output):
    """`size` in bytes; `url` needs no token."""

    url: str
    size: int


class ExportFile(Output):
    """The archives of an export, good until `expires_at`: files of one name in several parts belong together."""

    parts: list[ExportPart]
    expires_at: Moment


def export(kept: Kept, now: datetime) -> TenantExport:
    """The wire form of an export."""
    return TenantExport(
        id=kept.id,
        state=kept.state_at(now),
        asked_at=clock.to_text(kept.asked_at),
        expires_at=clock.to_text(kept.expires_at),
        parts=len(kept.parts),
        lines=kept.lines,
        files=kept.files,
        size=kept.size,
    )
