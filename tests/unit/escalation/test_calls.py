"""Calls by hand: who a level means, who is passed over, and what a policy may not say."""

from datetime import UTC, date, datetime

import pytest

from lambdesk.escalation.decide import CALLED, Broken, Call, Missed, Person, Roster, Skipped, call, meant, wrong_levels
from lambdesk.escalation.model import DEFAULT_LEVELS, Action, ActionKind, Level, Recipient, RecipientKind
from lambdesk.escalation.quiet import QuietHours, is_quiet
from lambdesk.escalation.rotas.model import Rota

NIGHT = datetime(2026, 11, 23, 1, tzinfo=UTC)
QUIET = QuietHours("Europe/Berlin", 22 * 60, 7 * 60)
ADA, BEN = Person("ada", "agent", ("billing",)), Person("ben", "manager", ("billing",))
BOSS = Person("eve", "admin")
ALL = Roster((ADA, BEN, BOSS), {"billing": "ben"})
MINE = Broken("ada", "billing")
LEAD = Recipient(RecipientKind.TEAM_LEAD)


def test_by_default_the_assignee_is_called_then_managers_then_administrators() -> None:
    assert [call(DEFAULT_LEVELS, n, MINE, ALL, NIGHT).users for n in (1, 2, 3)] == [("ada",), ("ben",), ("eve",)]
    assert [each.delay_seconds for each in DEFAULT_LEVELS] == [0, 1_800, 3_600]


def test_while_nobody_has_the_ticket_its_team_is_called() -> None:
    assert call(DEFAULT_LEVELS, 1, Broken(None, "billing"), ALL, NIGHT) == Call(1, ("ada", "ben"))


def test_whose_ticket_it_was_and_who_left_is_told_as_skipped() -> None:
    gone = Roster((Person("ada", "agent", active=False), BEN, BOSS))
    found = call(DEFAULT_LEVELS, 1, Broken("ada", None), gone, NIGHT)
    assert found == Call(2, ("ben",), (Skipped(1, "assignee", "ada", Missed.INACTIVE),))


def test_quiet_hours_send_the_call_on_unless_the_ticket_is_urgent() -> None:
    asleep = Roster((Person("ada", "agent", quiet=QUIET), BEN, BOSS))
    found = call(DEFAULT_LEVELS, 1, MINE, asleep, NIGHT)
    assert found == Call(2, ("ben",), (Skipped(1, "assignee", "ada", Missed.QUIET),))
    assert call(DEFAULT_LEVELS, 1, Broken("ada", None, loud=True), asleep, NIGHT) == Call(1, ("ada",))


def test_when_all_are_asleep_the_administrators_are_called_all_the_same() -> None:
    asleep = Roster((Person("ada", "agent", quiet=QUIET), Person("eve", "admin", muted=True, quiet=QUIET)))
    found = call(DEFAULT_LEVELS, 1, MINE, asleep, NIGHT)
    assert (found.level, found.users, found.last_resort) == (3, ("eve",), True)
    assert [each.reason for each in found.skipped] == [Missed.QUIET, Missed.NOBODY, Missed.MUTED]


def test_leads_and_who_is_on_call_are_those_of_the_moment() -> None:
    rota = Rota("rot_1", "Nights", "UTC", ("eve", "ada"), date(2026, 11, 22), 0, 1, NIGHT)
    levels = (Level(0, (LEAD,)), Level(60, (Recipient(RecipientKind.ROTA, "rot_1"),)))
    roster = Roster((ADA, BEN, BOSS), {"billing": "ben"}, {"rot_1": rota})
    assert call(levels, 1, MINE, roster, NIGHT).users == ("ben",)
    assert call(levels, 2, MINE, roster, NIGHT).users == ("ada",)
    assert call(levels, 1, Broken("ada", "tech"), roster, NIGHT).skipped == (
        Skipped(1, "team_lead", None, Missed.NOBODY),
    )


ROTA = Recipient(RecipientKind.ROTA, "rot_1")
TELL = Action(ActionKind.NOTIFY)


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        ((), "levels"),
        ((Level(0, (ROTA,)),) * 6, "levels"),
        ((Level(60, (ROTA,)),), "levels"),
        ((Level(0, (ROTA,)), Level(0, (LEAD,))), "levels"),
        ((Level(0, ()),), "levels.0.recipients"),
        ((Level(0, (ROTA, ROTA)),), "levels.0.recipients"),
        ((Level(0, (Recipient(RecipientKind.ROTA),)),), "levels.0.recipients"),
        ((Level(0, (Recipient(RecipientKind.TEAM_LEAD, "x"),)),), "levels.0.recipients"),
        ((Level(0, (ROTA,), ()), Level(60, (ROTA,))), "levels.0.actions"),
        ((Level(0, (ROTA,), (TELL, TELL)),), "levels.0.actions"),
        ((Level(0, (ROTA,), (Action(ActionKind.WEBHOOK),)),), "levels.0.actions"),
        ((Level(0, (ROTA,), (TELL, Action(ActionKind.REASSIGN, LEAD))),), "levels.0.actions"),
        ((Level(0, (ROTA,), (Action(ActionKind.NOTIFY, ROTA),)),), "levels.0.actions"),
    ],
)
def test_what_no_chain_can_do_is_refused_with_its_place(levels: tuple[Level, ...], field: str) -> None:
    assert field in {each.field for each in wrong_levels(levels)}


def test_the_default_levels_are_possible() -> None:
    given = Action(ActionKind.REASSIGN, Recipient(RecipientKind.TEAM, "team_1"))
    assert not list(wrong_levels(DEFAULT_LEVELS))
    assert not list(wrong_levels((Level(0, (LEAD,), (given,)), Level(60, (ROTA,)))))


def test_who_does_not_see_the_ticket_after_the_level_is_not_called_by_it() -> None:
    of_billing = Person("ada", "agent", ("billing",), sees=lambda _, team: team == "billing")
    roster = Roster((of_billing, BEN, BOSS))
    levels = (Level(0, (Recipient(RecipientKind.PERSON, "ada"),)), Level(60, (Recipient(RecipientKind.PERSON, "ben"),)))
    assert call(levels, 1, MINE, roster, NIGHT).users == ("ada",)
    moved = call(levels, 1, MINE, roster, NIGHT, lambda _: Broken("ada", "tech"))
    assert moved == Call(2, ("ben",), (Skipped(1, "person:ada", "ada", Missed.UNSEEN),))


def test_after_all_others_those_are_called_who_see_the_ticket() -> None:
    blind = Person("ada", "agent", sees=lambda *_: False)
    assert call(DEFAULT_LEVELS, 1, MINE, Roster((blind, BEN, BOSS)), NIGHT).users == ("ben",)
    alone = call((Level(0, (LEAD,)),), 1, MINE, Roster((blind, BEN)), NIGHT)
    assert (alone.users, alone.last_resort) == (("ben",), True)
    assert call((Level(0, (LEAD,)),), 1, MINE, Roster((blind,)), NIGHT).users == ("ada",)


def test_one_call_is_to_a_hundred_at_most() -> None:
    many = Roster(tuple(Person(f"p{n}", "agent", ("billing",)) for n in range(300)))
    assert len(call(DEFAULT_LEVELS, 1, Broken(None, "billing"), many, NIGHT).users) == CALLED
    assert len(call((Level(0, (LEAD,)),), 1, MINE, many, NIGHT).users) == CALLED


def test_whom_levels_may_call_is_known_before_anybody_is_asked_for_wishes() -> None:
    assert meant(DEFAULT_LEVELS, MINE, ALL, NIGHT) == {"ada", "ben", "eve"}
    assert meant(DEFAULT_LEVELS[2:], MINE, ALL, NIGHT) == {"eve"}


@pytest.mark.parametrize(
    ("begins", "ends", "moment", "asleep"),
    [
        # The night of 25 hours: half past two comes twice, and the first one counts.
        (150, 420, "2026-10-25T00:29:00Z", False),
        (150, 420, "2026-10-25T00:30:00Z", True),
        (150, 420, "2026-10-25T01:15:00Z", True),
        (150, 420, "2026-10-25T05:59:00Z", True),
        (150, 420, "2026-10-25T06:00:00Z", False),
        # That of 23 hours: what is skipped is an hour later.
        (135, 165, "2026-03-29T01:14:00Z", False),
        (135, 165, "2026-03-29T01:20:00Z", True),
        (135, 165, "2026-03-29T01:45:00Z", False),
    ],
)
def test_quiet_hours_are_whole_when_the_clocks_change(begins: int, ends: int, moment: str, asleep: bool) -> None:
    assert is_quiet(QuietHours("Europe/Berlin", begins, ends), datetime.fromisoformat(moment)) is asleep
