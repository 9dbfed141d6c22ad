"""All of a tenant, taken along as a file. Rare work, which reads the whole table."""

import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from lambdesk.kit import clock
from lambdesk.tenants.ports import WholeBucket, WholeTable

# Below these each tenant has a prefix of its own in the bucket of content.
PREFIXES = ("", "files/", "uploads/", "exports/")
_NOT_TAKEN_ALONG = ("uploads/", "exports/")


@dataclass(frozen=True)
class Wholes:
    """The parts in which a tenant is kept."""

    table: WholeTable
    content: WholeBucket

    def export(self, tenant: str, target: IO[bytes]) -> int:
        """A zip with a file of JSON lines for each kind of thing, and the files; how many lines."""
        lines = 0
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            found: dict[str, list[str]] = {}
            for kind, values in self.table.items(tenant):
                found.setdefault(kind, []).append(json.dumps(values, ensure_ascii=False, default=_plain))
            for kind, told in sorted(found.items()):
                archive.writestr(f"{kind}.jsonl", "\n".join(told) + "\n")
                lines += len(told)
            for prefix in PREFIXES:
                if prefix not in _NOT_TAKEN_ALONG:
                    for key in self.content.keys(f"{prefix}{tenant}/"):
                        archive.writestr(f"content/{key}", self.content.read(key))
        return lines


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return clock.to_text(value)
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
