"""What an export needs from the world."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from lambdesk.kit.changes import ChangeSet
from lambdesk.tenants.exporting.model import TenantExport


@dataclass(frozen=True)
class Step:
    """Something of a tenant: lines of some kinds, keys of the content they name, and the position behind it."""

    lines: tuple[tuple[str, dict[str, Any]], ...]
    content: tuple[str, ...]
    position: str


class OwnTable(Protocol):
    """Everything of a tenant, read partition by partition, as the tenant's own session can."""

    def steps(self, tenant: str, since: datetime, until: datetime, position: str | None) -> Iterator[Step]:
        """All of it behind this position: what was there at `until`, which came after `since`, and tickets made later.

        The same position gives the same steps as long as nobody changes the data.
        """
        ...


class ExportStore(Protocol):
    """Where the record of the export is."""

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        """Raises StaleVersion, AlreadyExists or Unavailable."""
        ...

    def tenant_export(self, tenant: str) -> TenantExport | None:
        """The one asked for last, also when its time is over."""
        ...


class Size(Protocol):
    """What is known of bytes that are there."""

    @property
    def size(self) -> int: ...


class Bucket(Protocol):
    """The bucket of content; keys hold the tenant. Raises NotFound or Unavailable."""

    def put(self, key: str, data: bytes, media_type: str) -> None: ...

    def read(self, key: str) -> bytes: ...

    def look(self, key: str) -> Size | None: ...

    def link(self, key: str, name: str, media_type: str, lifetime_seconds: int) -> str: ...
