"""All of a tenant: taken along as a file, or taken away for good. Rare work, which reads the whole table.

What is taken away goes in this order, so that a call that was cut off is finished by the next one: objects, items, and
last, together, the record and the names by which the tenant is found.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from lambdesk.identity.model import TenantState
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit import clock
from lambdesk.tenants.ports import Place, WholeBucket, WholeTable

# Below these each tenant has a prefix of its own in the bucket of content.
PREFIXES = ("", "files/", "uploads/", "exports/")
_NOT_TAKEN_ALONG = ("uploads/", "exports/")
_BATCH = 500


@dataclass(frozen=True)
class Gone:
    """How many items and versions of objects were deleted."""

    items: int
    objects: int


@dataclass(frozen=True)
class Wholes:
    """The parts in which a tenant is kept. `shared` tells whether a raw mail came for another tenant as well."""

    table: WholeTable
    content: WholeBucket
    raw: WholeBucket
    identity: IdentityStore
    shared: Callable[[str, str], bool]
    end_account: Callable[[str], None]
    disarm: Callable[[str, int], None]

    def export(self, tenant: str, target: IO[bytes]) -> int:
        """A zip with a file of JSON lines for each kind of thing, and the files; how many lines."""
        lines = 0
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            found: dict[str, list[str]] = {}
            for _, kind, values in self.table.items(tenant):
                if kind:
                    found.setdefault(kind, []).append(json.dumps(values, ensure_ascii=False, default=_plain))
            for kind, told in sorted(found.items()):
                archive.writestr(f"{kind}.jsonl", "\n".join(told) + "\n")
                lines += len(told)
            for prefix in PREFIXES:
                if prefix not in _NOT_TAKEN_ALONG:
                    for key in self.content.keys(f"{prefix}{tenant}/"):
                        archive.writestr(f"content/{key}", self.content.read(key))
        return lines

    def due(self, now: datetime) -> Iterator[str]:
        """Tenants whose grace is over."""
        for tenant in self.identity.tenants():
            home = self.identity.tenant(tenant)
            if home and home.state is TenantState.LEAVING and home.delete_at and home.delete_at <= now:
                yield tenant

    def remove(self, tenant: str) -> Gone:
        """Delete everything. Raw mail that came for another tenant as well stays with that one."""
        objects = sum(self.content.remove(f"{prefix}{tenant}/") for prefix in PREFIXES)
        for _, kind, values in self.table.items(tenant):
            if kind == "mail_ledger" and not self.shared(tenant, values["raw_id"]):
                objects += sum(
                    self.raw.remove(name) for name in (f"raw/{values['raw_id']}", f"receipt/{values['raw_id']}.json")
                )
        for user in self.identity.users(tenant):
            self.end_account(user.id)
        places, last = list[Place](), list[Place]()
        gone = 0
        for place, kind, values in self.table.items(tenant):
            if kind == "tickets":
                self.disarm(tenant, values["number"])
            (last if place.last else places).append(place)
            if len(places) >= _BATCH:
                gone += len(places)
                self.table.remove(places)
                places = []
        self.table.remove(places)
        self.table.remove_together(last)
        return Gone(gone + len(places) + len(last), objects)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return clock.to_text(value)
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
