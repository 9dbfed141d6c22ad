"""Writing the trail: one entry for each change, one for each person, thing and hour of looking."""

from collections.abc import Sequence
from dataclasses import replace

from lambdesk.audit.events import DataOpened
from lambdesk.audit.model import Entry, Opened
from lambdesk.audit.ports import TrailStore
from lambdesk.kit.context import Context
from lambdesk.kit.events import Event, record

_KEPT = 20_000


class Trail:
    """What `worker` does with that which `relay` tells it."""

    def __init__(self, store: TrailStore) -> None:
        self._store = store

    def append(self, parent: str, events: Sequence[Event]) -> bool:
        """Keep the facts of one change; whether they were new. In any order, and as often as they come."""
        return self._store.append(Entry(parent, tuple(events)))


class Accesses:
    """Who looked at what. Written before the answer goes out: what cannot be recorded is not shown.

    Looking again within the hour is the same look: this process remembers it and writes nothing; another one writes the
    same item under the same id, which tells nobody anything new.
    """

    def __init__(self, store: TrailStore) -> None:
        self._store = store
        self._noted: set[str] = set()

    def opened(self, ctx: Context, thing: str, what: Opened) -> None:
        """`ctx.actor` looks at the aggregate `thing`; raises Unavailable."""
        hour = ctx.now.replace(minute=0, second=0, microsecond=0)
        look = f"{ctx.tenant} {ctx.actor.kind} {ctx.actor.id} {thing} {what} {hour.timestamp():.0f}"
        if look in self._noted:
            return
        # The seed makes the id: equal looks have equal ids, in whichever process.
        within, fact = replace(ctx, seed=look), DataOpened(what.value)
        self._store.note(replace(record(within, fact, aggregate=thing, version=1, at=hour, ordinal=0), at=ctx.now))
        if len(self._noted) >= _KEPT:
            self._noted.clear()
        self._noted.add(look)

    def took(self, ctx: Context, thing: str, what: Opened) -> None:
        """As `opened`, but each time counts: for exports."""
        self._store.note(record(ctx, DataOpened(what.value), aggregate=thing, version=1, at=ctx.now, ordinal=0))
