"""What a policy would have made of tickets that are there: which it would take, and whether their answers kept it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice

from lambdesk.filters.evaluate import Surroundings
from lambdesk.sla.calendar import AROUND_THE_CLOCK, Calendar, elapsed
from lambdesk.sla.decide import choose
from lambdesk.sla.model import Clock, Metric, SlaPolicies, SlaPolicy
from lambdesk.tickets.filtering.queries import subject, ticket_fields
from lambdesk.tickets.model import Loaded, Ticket
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.settings.model import TicketRules
from lambdesk.tickets.wire import number_of_row

# The newest so many are looked at. Three pages of rows, and two items of each read together: about 210 read units.
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
    for number in islice(sorted(numbers, reverse=True), LOOKED_AT):
        loaded, _ = store.load(tenant, number)
        if loaded is not None and sees(loaded.ticket):
            yield loaded


def drafted(policies: SlaPolicies, draft: SlaPolicy) -> SlaPolicies:
    """With the draft, switched on, in the place of the policy with its id, or asked last before the default."""
    draft = replace(draft, active=True)
    if draft.id == policies.default.id:
        return replace(policies, default=replace(draft, condition=policies.default.condition))
    known = any(each.id == draft.id for each in policies.ahead)
    ahead = tuple(draft if each.id == draft.id else each for each in policies.ahead)
    return replace(policies, ahead=ahead if known else (*ahead, draft))


def simulate(
    policies: SlaPolicies, draft_id: str, tickets: Iterable[Loaded], rules: TicketRules, now: datetime
) -> list[Taken]:
    """Those of these tickets, as they are now, that the policy would take."""
    around, found = Surroundings(now, ticket_fields(rules)), []
    for loaded in tickets:
        policy = choose(policies, subject(loaded, rules), around)
        if policy is not None and policy.id == draft_id:
            found.append(_taken(policy, loaded, now))
    return found


def _taken(policy: SlaPolicy, loaded: Loaded, now: datetime) -> Taken:
    ticket = loaded.ticket
    clock = ticket.sla.clock(Metric.FIRST_RESPONSE) if ticket.sla else None
    target = policy.first_response[ticket.priority.value]
    used = _used(clock, loaded.terms.calendar if loaded.terms else AROUND_THE_CLOCK, now) if clock else None
    verdict = _verdict(clock, used, target)
    pinned = ticket.sla.policy_id if ticket.sla else None
    return Taken(ticket.number, ticket.subject, pinned, target, used, verdict)


def _used(clock: Clock, calendar: Calendar, now: datetime) -> int:
    return clock.used + (0 if clock.paused else elapsed(calendar, clock.since, clock.answered_at or now))


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
