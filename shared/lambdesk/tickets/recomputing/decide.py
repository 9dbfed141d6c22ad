"""The rules of a recomputation. No I/O, clock, randomness."""

from dataclasses import replace

from lambdesk.kit.changes import ChangeSet, Insert, Replace, Write
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict
from lambdesk.kit.events import Payload, record
from lambdesk.tickets.recomputing.events import (
    RecomputationAsked,
    RecomputationCancelled,
    RecomputationContinued,
    RecomputationFinished,
)
from lambdesk.tickets.recomputing.model import Counts, Place, Recomputation, RecomputationState, Scope, Versions


def ask(
    before: Recomputation | None, scope: Scope, versions: Versions, ctx: Context
) -> tuple[Recomputation, ChangeSet | None]:
    """A new one, or the same that is going on, with nothing to write.

    Raises Conflict while another one is: also one of the same tickets that promises other versions.
    """
    if before and before.going and before.state_at(ctx.now) is not RecomputationState.FAILED:
        if (before.scope, before.versions) == (scope, versions):
            return before, None
        raise Conflict("Open tickets are being recomputed; wait until that is done or cancel it.")
    asked = Recomputation(
        id=ctx.derive_id("rcp", ctx.now),
        scope=scope,
        policies_version=versions.policies,
        actor_kind=ctx.actor.kind,
        actor_id=ctx.actor.id,
        asked_at=ctx.now,
        moved_at=ctx.now,
        place=Place(ctx.now),
        calendars=versions.calendars,
        version=before.version + 1 if before else 1,
    )
    told = RecomputationAsked(asked.id, versions.policies, scope.policy_id, scope.calendar_id, scope.organisation_id)
    return asked, _told(ctx, asked, Replace(asked, before.version) if before else Insert(asked), told)


def cancel(before: Recomputation, ctx: Context) -> tuple[Recomputation, ChangeSet | None]:
    """It ends where it is; one that is over stays as it is."""
    if not before.going:
        return before, None
    after = before.in_state(RecomputationState.CANCELLED, ctx.now)
    told = RecomputationCancelled(after.id, after.counts.changed)
    return after, _told(ctx, after, Replace(after, before.version), told)


def step(before: Recomputation, counts: Counts, place: Place | None, ctx: Context) -> tuple[Recomputation, ChangeSet]:
    """One step further, with the counts of all steps; without a `place` to go on from it is done."""
    state = RecomputationState.RUNNING if place else RecomputationState.DONE
    steps = before.steps + 1
    after = replace(before.in_state(state, ctx.now), counts=counts, place=place or before.place, steps=steps)
    told: Payload = RecomputationContinued(after.id, steps)
    if place is None:
        told = RecomputationFinished(after.id, counts.found, counts.changed, counts.unchanged, len(counts.failures))
    return after, _told(ctx, after, Replace(after, before.version), told)


def _told(ctx: Context, after: Recomputation, write: Write, payload: Payload) -> ChangeSet:
    thing = f"recomputation:{after.id}"
    event = record(ctx, payload, aggregate=thing, version=after.version, at=ctx.now, ordinal=0)
    return ChangeSet((write,), (event,), parent=thing)
