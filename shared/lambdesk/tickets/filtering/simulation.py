"""What a policy would have made of tickets that are there: which it would take, and whether their answers kept it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lambdesk.customers.organisations.model import Belonging
from lambdesk.filters.evaluate import Surroundings
from lambdesk.kit.events import Event
from lambdesk.sla.calendar import elapsed
from lambdesk.sla.decide import choose
from lambdesk.sla.history import past_of
from lambdesk.sla.model import Clock, Metric, SlaPolicies, SlaPolicy, Terms
from lambdesk.tickets.filtering.promises import belonging, by_hours
from lambdesk.tickets.filtering.queries import subject, ticket_fields
from lambdesk.tickets.model import Loaded, Ticket
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.settings.model import TicketRules
from lambdesk.tickets.wire import number_of_row

# The newest so many are looked at. Three pages of rows, and two items of each, all read together: about 110 read units.
# Beside them the timeline of each whose clock stood still and that would count by another calendar.
LOOKED_AT = 50
_QUEUES = ("open", "paused", "resolved")


class Verdict(StrEnum):
    """WAITING has time left, UNKNOWN was promised nothing, so that nobody measured its answer."""

    MET = "met"
    BREACHED = "breached"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Taken:
    """A ticket that the policy would take: its target, and the seconds until its first answer, or until now."""

    number: int
    subject: str
    policy_id: str | None
    target_seconds: int
    used_seconds: int | None
    verdict: Verdict


def recent(store: TicketStore, tenant: str, sees: Callable[[Ticket], bool]) -> Iterator[Loaded]:
    """The newest of those that may be seen, neither closed nor asleep; LOOKED_AT are loaded at most."""
    numbers = {number_of_row(row) for queue in _QUEUES for row in store.queue(tenant, queue, LOOKED_AT, None).rows}
    newest = sorted(numbers, reverse=True)[:LOOKED_AT]
    yield from (each for each in reversed(store.several(tenant, newest)) if sees(each.ticket))


def drafted(policies: SlaPolicies, draft: SlaPolicy) -> SlaPolicies:
    """With the draft, switched on, in the place of the policy with its id, or asked last before the default."""
    draft = replace(draft, active=True)
    if draft.id == policies.default.id:
        return replace(policies, default=replace(draft, condition=policies.default.condition))
    known = any(each.id == draft.id for each in policies.ahead)
    ahead = tuple(draft if each.id == draft.id else each for each in policies.ahead)
    return replace(policies, ahead=ahead if known else (*ahead, draft))


@dataclass(frozen=True)
class Asked:
    """What is tried: all policies with the draft (`draft_id`) among them, and their calendars as they are now.

    `pinned` gives the terms that a ticket has, `history` all its events, `organisation` one by its id, as it is now.
    """

    policies: SlaPolicies
    draft_id: str
    pinned: Callable[[Loaded], Terms]
    history: Callable[[int], Iterable[Event]]
    organisation: Callable[[str], Belonging | None] = lambda _: None


def simulate(asked: Asked, tickets: Iterable[Loaded], rules: TicketRules, now: datetime) -> list[Taken]:
    """Those of these tickets, as they are now, that the policy would take. Time counts by the policy's own hours."""
    around, found = Surroundings(now, ticket_fields(rules), zone=rules.zone), []
    for loaded in tickets:
        policy = choose(asked.policies, subject(loaded, rules), around)
        if policy is not None and policy.id == asked.draft_id:
            loaded = belonging(loaded, asked.policies, asked.organisation)
            wanted = by_hours(asked.policies, policy, loaded, rules)
            found.append(_taken(wanted, loaded, asked, now))
    return found


def _taken(wanted: Terms, loaded: Loaded, asked: Asked, now: datetime) -> Taken:
    ticket = loaded.ticket
    clock = ticket.sla.clock(Metric.FIRST_RESPONSE) if ticket.sla else None
    target = wanted.policy.first_response[ticket.priority.value]
    used = _used(clock, wanted, loaded, asked, now) if clock else None
    verdict = _verdict(clock, used, target)
    pinned = ticket.sla.policy_id if ticket.sla else None
    return Taken(ticket.number, ticket.subject, pinned, target, used, verdict)


def _used(clock: Clock, wanted: Terms, loaded: Loaded, asked: Asked, now: datetime) -> int:
    present = 0 if clock.paused else elapsed(wanted.calendar, clock.since, clock.answered_at or now)
    if not clock.used or _same_hours(asked.pinned(loaded), wanted):
        return clock.used + present
    past = past_of(asked.history(loaded.ticket.number)).get(clock.metric)
    return sum(elapsed(wanted.calendar, *run) for run in past.runs) + present if past else present


def _same_hours(one: Terms, other: Terms) -> bool:
    return (one.calendar_id, one.calendar_version) == (other.calendar_id, other.calendar_version)


def _verdict(clock: Clock | None, used: int | None, target: int) -> Verdict:
    if clock is None or used is None:
        return Verdict.UNKNOWN
    if used > target:
        return Verdict.BREACHED
    return Verdict.MET if clock.answered_at is not None else Verdict.WAITING


def to_wire(looked_at: int, taken: Iterable[Taken]) -> dict[str, object]:
    """What came of it, as JSON values."""
    items = [
        {
            "number": each.number,
            "subject": each.subject,
            "policy_id": each.policy_id,
            "target_seconds": each.target_seconds,
            "used_seconds": each.used_seconds,
            "verdict": each.verdict.value,
        }
        for each in taken
    ]
    return {"looked_at": looked_at, "items": items}
