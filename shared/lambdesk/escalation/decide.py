"""What levels may say, and who is called when one is due. No I/O, clock, randomness.

A level calls all whom it means and who can be reached. When it reaches nobody, the next one is called at once; after
the last one the administrators are, or without any all who are active, whatever their quiet hours and wishes say: an
escalation always reaches somebody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from lambdesk.escalation import webhooks
from lambdesk.escalation.model import LEVELS, NAMED, RECIPIENTS, ActionKind, Level, Recipient, RecipientKind
from lambdesk.escalation.quiet import QuietHours, is_quiet
from lambdesk.escalation.rotas import duties
from lambdesk.escalation.rotas.model import Rota
from lambdesk.identity.model import ADMIN
from lambdesk.kit.errors import FieldError

LONGEST_SECONDS = 10 * 366 * 86_400
# As many are called together: a call is one fact, which has to go through the bus.
CALLED = 100


class Missed(StrEnum):
    """Why somebody was not called: the recipient means nobody, or who is meant is not active, may not see the ticket,
    does not want to hear of escalations, or has quiet hours.
    """

    NOBODY = "nobody"
    INACTIVE = "inactive"
    UNSEEN = "unseen"
    MUTED = "muted"
    QUIET = "quiet"


def _everybody(_assignee_id: str | None, _team_id: str | None) -> bool:
    return True


@dataclass(frozen=True)
class Person:
    """A member of staff as a call finds them. `sees`: whether they may see a ticket of this assignee and team."""

    id: str
    role: str
    teams: tuple[str, ...] = ()
    active: bool = True
    sees: Callable[[str | None, str | None], bool] = _everybody
    muted: bool = False
    quiet: QuietHours | None = None


@dataclass(frozen=True)
class Roster:
    """Who there is. `leads` are the leads of teams, by team."""

    people: Sequence[Person]
    leads: Mapping[str, str] = field(default_factory=dict)
    rotas: Mapping[str, Rota] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """What of a ticket decides who is called. `loud`: quiet hours do not count for it."""

    assignee_id: str | None
    team_id: str | None
    loud: bool = False


@dataclass(frozen=True)
class Skipped:
    """A recipient of a level who was not called, and why; `user_id` None: it means nobody."""

    level: int
    recipient: str
    user_id: str | None
    reason: Missed


@dataclass(frozen=True)
class Call:
    """The level that is called in the end, and whom; `last_resort`: none of them reached anybody."""

    level: int
    users: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    last_resort: bool = False


Becomes = Callable[[int], Broken]


def call(
    levels: Sequence[Level],
    level: int,
    broken: Broken,
    roster: Roster,
    at: datetime,
    becomes: Becomes | None = None,
) -> Call:
    """Who is called when `level`, counted from 1, is due.

    `becomes` says what calling a level makes of the ticket: who does not see it then could not take care of it.
    """
    skipped: list[Skipped] = []
    for number in range(level, len(levels) + 1):
        after = becomes(number) if becomes else broken
        users, missed = _reached(levels[number - 1], number, (broken, after), roster, at)
        skipped += missed
        if users:
            return Call(number, users[:CALLED], tuple(skipped))
    active = [each for each in roster.people if each.active]
    seeing = [each for each in active if each.sees(broken.assignee_id, broken.team_id)] or active
    last = ([each for each in seeing if each.role == ADMIN] or seeing)[:CALLED]
    # Where nobody is there at all, the next level tries again in its time.
    return Call(len(levels) if last else level, tuple(each.id for each in last), tuple(skipped), last_resort=True)


def meant(levels: Sequence[Level], broken: Broken, roster: Roster, at: datetime) -> frozenset[str]:
    """The ids of all whom these levels may call."""
    recipients = (each for level in levels for each in level.recipients)
    return frozenset(user_id for each in recipients for user_id in _meant(each, broken, roster, at))


def _reached(
    level: Level, number: int, ends: tuple[Broken, Broken], roster: Roster, at: datetime
) -> tuple[tuple[str, ...], list[Skipped]]:
    """Whom a level means and reaches; `ends` are the ticket before and after what the level does."""
    broken, after = ends
    known = {each.id: each for each in roster.people}
    found: dict[str, None] = {}
    skipped: list[Skipped] = []
    for recipient in level.recipients:
        meant = _meant(recipient, broken, roster, at)
        if not meant:
            skipped.append(Skipped(number, recipient.text, None, Missed.NOBODY))
        for user_id in meant:
            reason = _missed(known.get(user_id), after, at)
            if reason:
                skipped.append(Skipped(number, recipient.text, user_id, reason))
            else:
                found[user_id] = None
    return tuple(found), skipped


def _meant(recipient: Recipient, broken: Broken, roster: Roster, at: datetime) -> tuple[str, ...]:
    """The ids of those whom a recipient means at a moment, active or not. Groups mean their active members."""
    active = {each.id for each in roster.people if each.active}
    match recipient.kind:
        case RecipientKind.ASSIGNEE if broken.assignee_id in active:
            return (str(broken.assignee_id),)
        case RecipientKind.ASSIGNEE:
            gone = (broken.assignee_id,) if broken.assignee_id else ()
            return (*gone, *_team(broken.team_id, roster))
        case RecipientKind.TEAM_LEAD:
            lead = roster.leads.get(broken.team_id or "")
            return (lead,) if lead else ()
        case RecipientKind.TEAM:
            return _team(recipient.id, roster)
        case RecipientKind.ROLE:
            return tuple(each.id for each in roster.people if each.active and each.role == recipient.id)
        case RecipientKind.ROTA:
            rota = roster.rotas.get(recipient.id or "")
            found = duties.on_call(rota, at, active) if rota else None
            return (found,) if found else ()
        case _:
            return (recipient.id,) if recipient.id else ()


def _team(team_id: str | None, roster: Roster) -> tuple[str, ...]:
    return tuple(each.id for each in roster.people if each.active and team_id in each.teams)


def _missed(person: Person | None, broken: Broken, at: datetime) -> Missed | None:
    if person is None or not person.active:
        return Missed.INACTIVE
    if not person.sees(broken.assignee_id, broken.team_id):
        return Missed.UNSEEN
    if person.muted:
        return Missed.MUTED
    if person.quiet and not broken.loud and is_quiet(person.quiet, at):
        return Missed.QUIET
    return None


def wrong_levels(levels: Sequence[Level], path: str = "", *, local: bool = False) -> Iterable[FieldError]:
    """What is wrong with the levels of a policy. `path` is that of its fields; `local`: they may call this machine."""
    if not 1 <= len(levels) <= LEVELS:
        yield FieldError(f"{path}levels", f"has 1 to {LEVELS} levels", "out_of_range")
    if levels and (levels[0].delay_seconds or levels[-1].delay_seconds > LONGEST_SECONDS):
        yield FieldError(
            f"{path}levels", "the first level is called with the breach, all within ten years", "out_of_range"
        )
    if any(after.delay_seconds <= before.delay_seconds for before, after in pairwise(levels)):
        yield FieldError(f"{path}levels", "each level is called later than the one before", "out_of_range")
    for place, level in enumerate(levels):
        yield from _wrong_level(level, f"{path}levels.{place}", local=local)
    if levels and levels[-1].does(ActionKind.NOTIFY) is None:
        yield FieldError(f"{path}levels.{len(levels) - 1}.actions", "the last level tells somebody", "required")


def _wrong_level(level: Level, path: str, *, local: bool) -> Iterable[FieldError]:
    if not 1 <= len(level.recipients) <= RECIPIENTS:
        yield FieldError(f"{path}.recipients", f"names 1 to {RECIPIENTS}", "out_of_range")
    if len(set(level.recipients)) < len(level.recipients):
        yield FieldError(f"{path}.recipients", "names each once", "conflicting")
    if any((each.kind in NAMED) != (each.id is not None) for each in level.recipients):
        yield FieldError(f"{path}.recipients", "say which person, role, rota or team", "required")
    kinds = [each.kind for each in level.actions]
    if not kinds or len(set(kinds)) < len(kinds):
        yield FieldError(f"{path}.actions", "does something, each once", "out_of_range")
    for place, each in enumerate(level.actions):
        yield from webhooks.wrong_action(each, f"{path}.actions.{place}", local=local)
        if each.to is None:
            continue
        fits = each.to.kind in (RecipientKind.PERSON, RecipientKind.TEAM) and each.to.id is not None
        if each.kind is not ActionKind.REASSIGN or not fits:
            yield FieldError(f"{path}.actions", "only a ticket is given, to a person or a team", "conflicting")
