"""What limits a merge, and what it does to clock and snooze. What becomes of messages is told by the property tests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.kit.errors import Conflict
from lambdesk.sla.model import DEFAULT_POLICY
from lambdesk.tickets.commands import SnoozeTicket
from lambdesk.tickets.decide import merging, messages, snoozing
from lambdesk.tickets.model import MERGE_LIMIT, PARTICIPANT_LIMIT, Loaded, Participant, ParticipantRole, State
from tests.unit.tickets import samples


def ticket(number: int) -> Loaded:
    command = replace(samples.opening(), number=number)
    return samples.after(None, messages.open_ticket(command, samples.context(), DEFAULT_POLICY))


def merged(source: Loaded, target: Loaded, seconds: float = 60) -> tuple[Loaded, Loaded]:
    changes = merging.merge_ticket(source, target, source.ticket.version, samples.context(seconds))
    return samples.after(source, changes), samples.after(target, changes.beside[0])


def test_only_so_many_go_into_one() -> None:
    source, target = ticket(1), ticket(2)
    for one, other in ((20, MERGE_LIMIT - 20), (0, MERGE_LIMIT)):
        full = (
            replace(each.details, merged=tuple(range(100, 100 + n))) for each, n in ((source, one), (target, other))
        )
        first, second = (Loaded(each.ticket, details) for each, details in zip((source, target), full, strict=True))
        with pytest.raises(Conflict):
            merged(first, second)


def test_people_beyond_the_limit_stay_behind() -> None:
    source, target = ticket(1), ticket(2)
    crowd = tuple(Participant(f"{i}@b.example", "", ParticipantRole.CC) for i in range(PARTICIPANT_LIMIT - 1))
    other = replace(source.details.participants[0], email="late@b.example")
    source = Loaded(source.ticket, replace(source.details, participants=(other,)))
    target = Loaded(target.ticket, replace(target.details, participants=(*target.details.participants, *crowd)))
    assert merged(source, target)[1].details.participants == target.details.participants


def test_its_clock_stands_still_while_it_goes_on_elsewhere() -> None:
    source, target = merged(ticket(1), ticket(2), seconds=60)
    assert source.ticket.next_due_at is None
    changes = merging.unmerge_ticket(source, [target], [], [], source.ticket.version, samples.context(3660))
    back = samples.after(source, changes).ticket
    assert back.state is State.NEW
    assert back.sla
    assert back.sla.due_at == samples.MORNING + timedelta(hours=9)


def test_a_snooze_ends_with_it_and_watchers_come_along() -> None:
    source, target = ticket(1), ticket(2)
    asleep = samples.after(source, snoozing.snooze_ticket(source, SnoozeTicket(1, None, True), samples.context(5)))
    asleep = Loaded(asleep.ticket, replace(asleep.details, watchers=("usr_1", "usr_2")))
    target = Loaded(target.ticket, replace(target.details, watchers=("usr_2",)))
    closed, goes_on = merged(asleep, target)
    assert not closed.ticket.asleep
    assert goes_on.details.watchers == ("usr_2", "usr_1")


def test_what_was_closed_is_closed_again() -> None:
    source = Loaded(replace(ticket(1).ticket, state=State.CLOSED), ticket(1).details)
    changes = merging.merge_ticket(source, ticket(2), 1, samples.context(60))
    assert "ticket.state_changed" not in samples.facts(changes)
    closed, target = samples.after(source, changes), samples.after(ticket(2), changes.beside[0])
    back = merging.unmerge_ticket(closed, [target], [], [], 2, samples.context(90))
    assert samples.after(closed, back).ticket.state is State.CLOSED
