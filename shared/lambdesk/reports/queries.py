"""Reading figures: counters of a span of days, and the clocks that a figure leads to.

Who sees only some tickets sees only what was counted for these people: for their teams as they were then, and for
themselves.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from lambdesk.identity.model import Caller, Reach
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.reports.model import NOBODY, Cell, Family, Group, Judged, Verdict
from lambdesk.reports.ports import Entry, FigureStore
from lambdesk.sla.model import Metric

LONGEST_DAYS = 366
PAGES = 10
_PAGE = 250


class By(StrEnum):
    """What figures are told apart by."""

    METRIC = "metric"
    TEAM = "team"
    AGENT = "agent"
    POLICY = "policy"
    PRIORITY = "priority"
    DAY = "day"


@dataclass(frozen=True)
class Asked:
    """Clocks that were due from `since` on and before `until`. NOBODY asks for those of no team or no person."""

    since: date
    until: date
    metric: Metric | None = None
    verdict: Verdict | None = None
    team: str | None = None
    agent: str | None = None
    policy: str | None = None
    priority: str | None = None

    @property
    def months(self) -> list[str]:
        """The months of the span."""
        days = ((self.since + timedelta(days=n)) for n in range((self.until - self.since).days))
        return list(dict.fromkeys(f"{each:%Y%m}" for each in days))


@dataclass
class Figure:
    """How many were kept, how many broken, and of how many nothing is known yet."""

    met: int = 0
    breached: int = 0
    open: int = 0

    @property
    def n(self) -> int:
        """How many have a verdict."""
        return self.met + self.breached

    @property
    def compliance(self) -> float | None:
        """The share that was kept; None without any verdict."""
        return self.met / self.n if self.n else None

    def add(self, verdict: Verdict, count: int) -> None:
        """Count so many more."""
        setattr(self, verdict.value, getattr(self, verdict.value) + count)


def check_span(asked: Asked) -> None:
    """Raises Invalid for a span that is none or too long."""
    days = (asked.until - asked.since).days
    if not 1 <= days <= LONGEST_DAYS:
        message = f"comes after `from`, by {LONGEST_DAYS} days at most"
        raise Invalid(fields=[FieldError("query.to", message, "out_of_range")])


def figures(store: FigureStore, tenant: str, asked: Asked, by: By, caller: Caller) -> tuple[Figure, dict[str, Figure]]:
    """All together, and told apart by key. Raises Invalid for a span or for what is not counted together."""
    check_span(asked)
    family, total = _family(asked, by, caller), Figure()
    apart: dict[str, Figure] = defaultdict(Figure)
    for month in asked.months:
        for group, cells in store.counts(tenant, month, family, asked.team).items():
            if not (_wanted(asked, group) and sees_group(caller, group)):
                continue
            for cell, count in cells.items():
                day = date(int(month[:4]), int(month[4:]), cell[0])
                if count and asked.since <= day < asked.until and asked.metric in (None, cell[1]):
                    total.add(cell[2], count)
                    apart[_key(by, group, cell, day)].add(cell[2], count)
    return total, dict(sorted(apart.items()))


def _family(asked: Asked, by: By, caller: Caller) -> Family:
    people = asked.agent is not None or by is By.AGENT
    promises = (asked.policy, asked.priority) != (None, None) or by in (By.POLICY, By.PRIORITY)
    if people and promises:
        message = "people are not told apart by policy or priority"
        raise Invalid(fields=[FieldError("query.by", message, "conflicting")])
    if promises and caller.role.reach is not Reach.ALL:
        message = "policies and priorities are for who sees all tickets"
        raise Invalid(fields=[FieldError("query.by", message, "conflicting")])
    return Family.PROMISES if promises else Family.PEOPLE


def _wanted(asked: Asked, group: Group) -> bool:
    pairs = ((asked.agent, group.agent), (asked.policy, group.policy), (asked.priority, group.priority))
    return all(wanted in (None, there) for wanted, there in pairs)


def _key(by: By, group: Group, cell: Cell, day: date) -> str:
    match by:
        case By.METRIC:
            return cell[1].value
        case By.DAY:
            return day.isoformat()
        case _:
            return str(getattr(group, by.value))


def sees_group(caller: Caller, group: Group) -> bool:
    """Whether what is counted there is within the caller's reach."""
    return _reaches(caller, group.agent, group.team)


def sees_row(caller: Caller, row: Judged) -> bool:
    """The same of one clock."""
    return _reaches(caller, row.agent_id, row.team_id)


def _reaches(caller: Caller, agent: str | None, team: str | None) -> bool:
    match caller.role.reach:
        case Reach.ALL:
            return True
        case Reach.TEAMS:
            return agent == caller.id or team in caller.teams
        case Reach.ASSIGNED:
            return agent == caller.id


@dataclass(frozen=True)
class Verdicts:
    """Clocks in the order in which they were due. `position` is where the next page begins, None at the end.

    `partial`: the look ended before it was full, because so much did not fit.
    """

    entries: tuple[Entry, ...]
    position: dict[str, Any] | None
    partial: bool


def verdicts(
    store: FigureStore, tenant: str, asked: Asked, caller: Caller, limit: int, position: dict[str, Any] | None
) -> Verdicts:
    """A page of the clocks that figures over the same span are made of. Raises Invalid for a span."""
    check_span(asked)
    found: list[Entry] = []
    last = position
    for read, (month, page) in enumerate(_pages(store, tenant, asked, position), 1):
        if not page:
            # A look that found nothing got this far all the same.
            last = {"month": month, "after": None}
        for entry in page:
            if len(found) == limit:
                return Verdicts(tuple(found), last, partial=False)
            last = {"month": month, "after": entry.place}
            if takes(asked, entry.row) and sees_row(caller, entry.row):
                found.append(entry)
        if read == PAGES:
            return Verdicts(tuple(found), last, partial=len(found) < limit)
    return Verdicts(tuple(found), None, partial=False)


def takes(asked: Asked, row: Judged) -> bool:
    """Whether a clock is asked for."""
    pairs = (
        (asked.metric, row.metric),
        (asked.verdict, row.verdict),
        (asked.team, row.team_id or NOBODY),
        (asked.agent, row.agent_id or NOBODY),
        (asked.policy, row.policy_id),
        (asked.priority, row.priority),
    )
    return all(wanted in (None, there) for wanted, there in pairs)


def _pages(
    store: FigureStore, tenant: str, asked: Asked, position: dict[str, Any] | None
) -> Iterator[tuple[str, Sequence[Entry]]]:
    for month in asked.months:
        if position and month < position["month"]:
            continue
        after = position["after"] if position and month == position["month"] else None
        first = date(int(month[:4]), int(month[4:]), 1)
        while True:
            page = store.entries(tenant, month, max(asked.since, first), asked.until, after, _PAGE)
            yield month, page
            if len(page) < _PAGE:
                break
            after = page[-1].place
