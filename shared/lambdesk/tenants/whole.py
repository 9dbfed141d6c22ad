"""All of a tenant, taken along as a file. Rare work, which reads the whole table."""

import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Self

from lambdesk.kit import clock
from lambdesk.tenants.ports import WholeBucket, WholeTable

# Below these each tenant has a prefix of its own in the bucket of content.
PREFIXES = ("", "files/", "uploads/", "exports/")
_NOT_TAKEN_ALONG = ("uploads/", "exports/")


class Archive:
    """A zip with a file of JSON lines for each kind of thing, and the files of the bucket. A context manager."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._lines: dict[str, list[str]] = {}
        self._files: set[str] = set()
        self.taken = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: object, *_: object) -> None:
        if error is None:
            for kind, told in sorted(self._lines.items()):
                self._zip.writestr(f"{kind}.jsonl", "\n".join(told) + "\n")
        self._zip.close()

    @property
    def lines(self) -> int:
        """How many were taken."""
        return sum(map(len, self._lines.values()))

    @property
    def files(self) -> int:
        """How many of the bucket were taken."""
        return len(self._files)

    def line(self, kind: str, values: dict[str, Any]) -> None:
        """Take a thing of this kind; `taken` counts about its bytes."""
        told = json.dumps(values, ensure_ascii=False, default=_plain)
        self._lines.setdefault(kind, []).append(told)
        self.taken += len(told)

    def file(self, key: str, data: bytes) -> None:
        """Take an object of the bucket, once."""
        if key not in self._files:
            self._files.add(key)
            self._zip.writestr(f"content/{key}", data)
            self.taken += len(data)


@dataclass(frozen=True)
class Wholes:
    """The parts in which a tenant is kept."""

    table: WholeTable
    content: WholeBucket

    def export(self, tenant: str, target: IO[bytes]) -> int:
        """All of it as an Archive; how many lines."""
        with Archive(target) as archive:
            for kind, values in self.table.items(tenant):
                archive.line(kind, values)
            for prefix in PREFIXES:
                if prefix not in _NOT_TAKEN_ALONG:
                    for key in self.content.keys(f"{prefix}{tenant}/"):
                        archive.file(key, self.content.read(key))
        return archive.lines


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return clock.to_text(value)
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
