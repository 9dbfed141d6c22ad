"""Recomputations as a tenant's managers ask for them, and as `worker` does them: one page of tickets an event."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import SYSTEM, Actor, Context
from lambdesk.kit.errors import AlreadyExists, NotFound, StaleVersion, Unavailable
from lambdesk.kit.events import Event
from lambdesk.sla.calendars.ports import CalendarStore
from lambdesk.sla.model import DEFAULT_POLICIES, SlaPolicies
from lambdesk.sla.ports import PolicyStore
from lambdesk.sla.queries import Policies
from lambdesk.tickets.commands import RepinPolicy
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.recomputing import decide, preview
from lambdesk.tickets.recomputing.model import QUEUES, Counts, Place, Recomputation, Scope, Versions
from lambdesk.tickets.recomputing.ports import RecomputationStore
from lambdesk.tickets.recomputing.repins import Repins
from lambdesk.tickets.wire import number_of_row

# So many tickets are read together and changed in one step, which takes a few seconds of the minute a call has.
PAGE = 50
# So many are read at one moment, to be sure of them.
AT_ONCE = 500
DOOR = "recomputation"
# A ticket that could not be changed, and why.
Resisted = Callable[[int, Exception], None]


def _unheard(_number: int, _error: Exception) -> None:
    """Nobody wants to know; it is counted all the same."""


@dataclass(frozen=True)
class Recomputing:
    """The job of a tenant, and what it would do."""

    store: RecomputationStore
    ticket_store: TicketStore
    repins: Repins
    policy_store: PolicyStore
    calendars: CalendarStore
    policies: Policies
    is_open: Callable[[str, datetime], bool]

    def ask(self, ctx: Context, scope: Scope) -> Recomputation:
        """A new one, or the same that is going on. Raises NotFound, or Conflict while another one is."""
        versions = self._newest(ctx.tenant, scope)
        before = self.store.recomputation(ctx.tenant)
        asked, changes = decide.ask(before, scope, versions, ctx)
        if changes:
            try:
                self.store.commit(ctx.tenant, changes)
            except (AlreadyExists, StaleVersion):
                raise Unavailable("Somebody asked at the same moment; try again.") from None
        return asked

    def latest(self, tenant: str) -> Recomputation | None:
        """The one asked for last."""
        return self.store.recomputation(tenant)

    def one(self, tenant: str, recomputation_id: str) -> Recomputation:
        """The one of this id; raises NotFound also for one that a later one took the place of."""
        found = self.store.recomputation(tenant)
        if found is None or found.id != recomputation_id:
            raise NotFound
        return found

    def cancel(self, ctx: Context, recomputation_id: str) -> Recomputation:
        """It ends after the tickets that it is at. Raises NotFound, or Unavailable when it moves too quickly."""
        for _ in range(6):
            after, changes = decide.cancel(self.one(ctx.tenant, recomputation_id), ctx)
            try:
                if changes:
                    self.store.commit(ctx.tenant, changes)
            except StaleVersion:
                continue
            return after
        raise Unavailable("It has just moved on; try again.")

    def preview(self, ctx: Context, scope: Scope) -> preview.Preview:
        """What it would do, of the newest tickets at most `preview.LOOKED_AT`; raises NotFound. Nothing is written."""
        policies = self._meant(ctx, self._newest(ctx.tenant, scope))
        command, known = _command("", policies.version, scope), self.repins.organisations(ctx.tenant)
        pages = preview.pages(self.ticket_store, ctx.tenant)
        return preview.look(pages, lambda loaded: self.repins.plan(ctx, loaded, command, policies, known), ctx.now)

    def follow(self, event: Event, now: datetime, seed: str, resisted: Resisted = _unheard) -> str | None:
        """The step that comes after this event; None when it was done already, or nothing more is to be done.

        `resisted` hears of each ticket that could not be changed. In a workspace that was closed the job ends.
        """
        job = self.store.recomputation(event.tenant)
        if job is None or job.id != event.data["recomputation_id"] or not job.going:
            return None
        if job.steps != event.data.get("steps", 0):
            return None
        cause = {"door": DOOR, "job": job.id}
        actor = Actor(job.actor_kind, job.actor_id)
        ctx = Context(event.tenant, actor, now, seed, cause, event.correlation_id, event.id)
        after, changes = self._stepped(ctx, job, resisted)
        try:
            if changes:
                self.store.commit(event.tenant, changes)
        except StaleVersion:
            return None
        return after.state.value

    def _stepped(self, ctx: Context, job: Recomputation, resisted: Resisted) -> tuple[Recomputation, ChangeSet | None]:
        if not self.is_open(ctx.tenant, ctx.now):
            # Nothing happens to the tickets of a workspace that is closed; it can be asked for anew.
            return decide.cancel(job, replace(ctx, actor=SYSTEM))
        counts = self._changed(ctx, job, resisted)
        looked_at = replace(job.place, numbers=job.place.numbers[PAGE:])
        return decide.step(job, counts, self._further(ctx, looked_at), ctx)

    def _newest(self, tenant: str, scope: Scope) -> Versions:
        """What stands now; raises NotFound for what is not there."""
        policies = self.policy_store.newest(tenant) or DEFAULT_POLICIES
        if scope.policy_id is not None and policies.called(scope.policy_id) is None:
            raise NotFound
        named = scope.organisation_id
        if named is not None and self.repins.customers.organisation(tenant, named) is None:
            raise NotFound
        calendars = {each.id: each.version for each in self.calendars.all(tenant)}
        if scope.calendar_id is not None:
            # Strongly consistent, unlike all of them: it was saved a moment ago.
            newest = self.calendars.newest(tenant, scope.calendar_id)
            if newest is None:
                raise NotFound
            calendars[newest.id] = newest.version
        return Versions(policies.version, calendars)

    def _meant(self, ctx: Context, versions: Versions) -> SlaPolicies:
        # The settings say which calendar a team has: as they are now, not as they are remembered.
        self.repins.rules.forget(ctx.tenant)
        return self.policies.at(ctx.tenant, versions.policies, versions.calendars)

    def _changed(self, ctx: Context, job: Recomputation, resisted: Resisted) -> Counts:
        """The tickets that were read last, each by itself: one that resists does not stop the others."""
        total, first = job.counts, job.place.round == 1
        if not job.place.numbers:
            return total
        policies = self._meant(ctx, job.versions)
        command, known = _command(job.id, policies.version, job.scope), self.repins.organisations(ctx.tenant)
        for seen in self.ticket_store.several(ctx.tenant, job.place.numbers[:PAGE]):
            number = seen.ticket.number
            own = replace(ctx, seed=f"{ctx.seed}/{number}")
            try:
                plan = self.repins.repin(own, seen, command, policies, known)
            except Exception as error:  # Whatever it is, it must not keep the job from the other tickets.
                resisted(number, error)
                total = total.failed(number)
                continue
            if plan.concerned:
                # A step that was cut off is done again: what it changed before is seen as it left it.
                before = first and seen.ticket.updated_at >= job.moved_at
                total = total.done(number, changed=bool(plan.changes.writes) or before, first=first)
        return total

    def _further(self, ctx: Context, place: Place) -> Place | None:
        """Where the next tickets are; None when no ticket can have moved past the reader any more."""
        if place.numbers:
            return place
        while True:
            if place.queue == len(QUEUES):
                if place.at_once:
                    return None
                place = place.next_round(ctx.now)
                seen = self._at_once(ctx.tenant, place)
                if seen is not None:
                    return replace(place, queue=len(QUEUES), numbers=seen, at_once=True) if seen else None
            numbers, after = self._read(ctx.tenant, place)
            queue = place.queue if after else place.queue + 1
            place = replace(place, queue=queue, after=after, numbers=numbers)
            if numbers:
                return place

    def _at_once(self, tenant: str, place: Place) -> tuple[int, ...] | None:
        """All that a round after the first has to look at, in whichever list; None where that is too much.

        Read again until there is nothing new: a ticket may go from a list that comes later into one that was read.
        """
        assert place.since is not None  # noqa: S101 - the round before it began some time
        seen: set[int] = set()
        while len(seen) < AT_ONCE:
            rows = [self.ticket_store.updated(tenant, queue, place.since, AT_ONCE) for queue in QUEUES]
            found = {number_of_row(row) for each in rows for row in each}
            if found <= seen:
                return tuple(sorted(seen))
            seen |= found
        return None

    def _read(self, tenant: str, place: Place) -> tuple[tuple[int, ...], str | None]:
        position = json.loads(place.after) if place.after else None
        page = self.ticket_store.queue(tenant, QUEUES[place.queue], PAGE, position)
        rows = [each for each in page.rows if place.since is None or _updated(each) >= place.since]
        after = page.position if len(rows) == len(page.rows) else None
        return tuple(map(number_of_row, rows)), json.dumps(after) if after else None


def _command(job_id: str, version: int, scope: Scope) -> RepinPolicy:
    return RepinPolicy(job_id, version, scope.policy_id, scope.calendar_id, scope.organisation_id)


def _updated(row: str) -> datetime:
    return clock.from_text(json.loads(row)["updated_at"])
