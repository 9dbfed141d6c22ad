"""The end of a tenant whose grace is over: everything of it goes, part by part, however often the work is cut off.

Objects go first, then items with what they tell of outside the table, in passes over the whole table until one finds
nothing; last the record and the names by which the tenant is found. Until then it is found again, and the work goes on
where it stood. What has gone already is no mistake, so any part may be done twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from lambdesk.identity.model import TenantState
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit.changes import ChangeSet, Remove
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.errors import NotFound
from lambdesk.tenants.model import Ending
from lambdesk.tenants.ports import Page, WholeBucket, WholeTable
from lambdesk.tenants.whole import PREFIXES


@dataclass(frozen=True)
class Gone:
    """How many items and versions of objects were deleted so far; whether that is `all` of them."""

    items: int
    objects: int
    all: bool


@dataclass(frozen=True)
class Endings:
    """The parts in which a tenant is kept. `shared` tells whether a raw mail came for another tenant as well."""

    table: WholeTable
    content: Callable[[str], WholeBucket]
    raw: WholeBucket
    identity: IdentityStore
    shared: Callable[[str, str], bool]
    end_account: Callable[[str], None]
    disarm: Callable[[str, int], None]

    def due(self, now: datetime) -> Iterator[str]:
        """Tenants whose end has begun, then those whose grace is over."""
        begun = self.table.endings()
        yield from begun
        for told in self.identity.leaving(now):
            if told.tenant in begun:
                continue
            home = self.identity.tenant(told.tenant)
            if home and home.state is TenantState.LEAVING and home.delete_at and home.delete_at <= now:
                yield told.tenant
            else:
                # It came back.
                self.identity.commit(SYSTEM_TENANT, ChangeSet((Remove(told),)))

    def remove(self, tenant: str, enough: Callable[[], bool]) -> Gone:
        """Delete everything, or as much as there is time for. Raw mail that came for others too stays with them."""
        come = self.table.ending(tenant)
        if come is None:
            come = Ending(tenant)
            self.table.begin(come)
        for step in self._steps(come):
            come = step
            try:
                self.table.keep(come)
            except NotFound:
                # Somebody else has done the rest.
                break
            if enough():
                return Gone(come.items, come.objects, all=False)
        self.table.end(tenant)
        return Gone(come.items, come.objects, all=True)

    def _steps(self, ending: Ending) -> Iterator[Ending]:
        for prefix in PREFIXES:
            for count in self.content(ending.tenant).remove(f"{prefix}{ending.tenant}/"):
                ending = replace(ending, objects=ending.objects + count)
                yield ending
        while True:
            if ending.position is None:
                # A pass over the table begins.
                ending = replace(ending, found=0)
            for page in self.table.pages(ending.tenant, ending.position):
                ending = self._page(ending, page)
                if page.position is None and not ending.found:
                    return
                yield ending

    def _page(self, ending: Ending, page: Page) -> Ending:
        tenant, objects = ending.tenant, 0
        for number in page.tickets:
            self.disarm(tenant, number)
        for user in page.users:
            self.end_account(user)
        for raw_id in page.mails:
            if not self.shared(tenant, raw_id):
                objects += sum(sum(self.raw.remove(name)) for name in (f"raw/{raw_id}", f"receipt/{raw_id}.json"))
        # Last: what tells of the others.
        self.table.remove(tenant, page.places)
        count = len(page.places)
        return replace(
            ending,
            position=page.position,
            found=ending.found + count,
            items=ending.items + count,
            objects=ending.objects + objects,
        )
