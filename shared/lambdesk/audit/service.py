"""Writing the trail: one entry for each change, one for each person, thing and hour of looking."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from lambdesk.audit.events import AccessRefused, DataOpened
from lambdesk.audit.model import Entry, Opened
from lambdesk.audit.ports import TrailStore
from lambdesk.kit.context import VIEWER, Context
from lambdesk.kit.events import Event, Payload, record

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
        look = _look(ctx, f"{thing} {what}")
        if look not in self._noted:
            self._note(ctx, look, thing, DataOpened(what.value))
            self._remember([look])

    def listed(self, ctx: Context, numbers: Iterable[int]) -> None:
        """`ctx.actor` sees these tickets in a list; raises Unavailable. Those they saw in one within the hour are not
        told again, so that a list that is looked at all day is told once an hour, and then by what is new in it.
        """
        looks = {_look(ctx, f"row {each}"): each for each in numbers}
        fresh = {look: number for look, number in looks.items() if look not in self._noted}
        if fresh:
            shown = tuple(sorted(fresh.values()))
            fact = DataOpened(Opened.LIST.value, shown)
            self._note(ctx, _look(ctx, f"rows {shown}"), f"tenant:{ctx.tenant}", fact)
            self._remember(fresh)

    def followed(self, ctx: Context, topic: str) -> None:
        """`ctx.actor` is told of a topic from now on: a ticket's thread, or the rows of a list."""
        what = Opened.THREAD if topic.startswith("ticket:") else Opened.LIVE
        self.opened(ctx, topic, what)

    def refused(self, ctx: Context, method: str, route: str) -> None:
        """`ctx.actor` may not do this: once for each route in an hour, so that who tries all day fills no trail.
        Raises Unavailable.
        """
        look = _look(ctx, f"refused {method} {route}")
        if look not in self._noted:
            self._note(ctx, look, f"{ctx.actor.kind.value}:{ctx.actor.id}", AccessRefused(method, route))
            self._remember([look])

    def _note(self, ctx: Context, look: str, thing: str, fact: Payload) -> None:
        # The seed makes the id: equal looks have equal ids, in whichever process. The fact itself is named by its
        # moment, as all are, and so stands where it happened.
        within = replace(ctx, seed=look)
        told = record(within, fact, aggregate=thing, version=1, at=ctx.now, ordinal=0)
        self._store.note(told, within.derive_id("evt", _hour(ctx)))

    def _remember(self, looks: Iterable[str]) -> None:
        if len(self._noted) >= _KEPT:
            self._noted.clear()
        self._noted.update(looks)

    def took(self, ctx: Context, thing: str, what: Opened) -> None:
        """As `opened`, but each time counts: for exports."""
        told = record(ctx, DataOpened(what.value), aggregate=thing, version=1, at=ctx.now, ordinal=0)
        self._store.note(told, told.id)


def _hour(ctx: Context) -> datetime:
    return ctx.now.replace(minute=0, second=0, microsecond=0)


def _look(ctx: Context, what: str) -> str:
    """The same text for the same look of the same person within an hour. Who looks as somebody else is not them."""
    viewer = ctx.cause.get(VIEWER, "")
    return f"{ctx.tenant} {ctx.actor.kind} {ctx.actor.id} {viewer} {what} {_hour(ctx).timestamp():.0f}"
