"""Whatever levels say and whoever is there: a call reaches somebody who can be called."""

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdesk.escalation.decide import Broken, Missed, Person, Roster, call, wrong_levels
from lambdesk.escalation.model import Action, ActionKind, Level, Recipient, RecipientKind
from lambdesk.escalation.quiet import QuietHours, is_quiet
from lambdesk.escalation.rotas.model import Rota

IDS, TEAMS, ROLES = ("ada", "ben", "cyd", "dev"), ("billing", "tech"), ("admin", "manager", "agent")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside
MINUTES = st.integers(0, 1_439)
QUIET = st.builds(
    QuietHours,
    st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"]),
    MINUTES,
    MINUTES,
    st.lists(st.integers(0, 6), min_size=1, unique=True).map(tuple),
)
RECIPIENTS = st.one_of(
    st.sampled_from([Recipient(RecipientKind.ASSIGNEE), Recipient(RecipientKind.TEAM_LEAD)]),
    st.sampled_from([*IDS, "gone"]).map(lambda each: Recipient(RecipientKind.PERSON, each)),
    st.sampled_from(ROLES).map(lambda each: Recipient(RecipientKind.ROLE, each)),
    st.sampled_from(TEAMS).map(lambda each: Recipient(RecipientKind.TEAM, each)),
    st.sampled_from(["nights", "gone"]).map(lambda each: Recipient(RecipientKind.ROTA, each)),
)


@st.composite
def levels(draw: st.DrawFn) -> tuple[Level, ...]:
    count = draw(st.integers(1, 5))
    wanted = st.lists(RECIPIENTS, min_size=1, max_size=4, unique=True).map(tuple)
    return tuple(Level(600 * n, draw(wanted), (Action(ActionKind.NOTIFY),)) for n in range(count))


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    def person(name: str) -> Person:
        teams = draw(st.lists(st.sampled_from(TEAMS), unique=True).map(tuple))
        active, sees, muted = (draw(st.booleans()) for _ in range(3))
        role, quiet = draw(st.sampled_from(ROLES)), draw(st.none() | QUIET)
        return Person(name, role, teams, active, lambda *_: sees, muted, quiet)

    rota = Rota("nights", "Nights", "UTC", IDS, date(2026, 1, 1), 0, 1, datetime(2026, 1, 1, tzinfo=UTC))
    leads = draw(st.dictionaries(st.sampled_from(TEAMS), st.sampled_from([*IDS, "gone"])))
    return Roster(tuple(map(person, IDS)), leads, {"nights": rota})


BROKEN = st.builds(
    Broken, st.none() | st.sampled_from([*IDS, "gone"]), st.none() | st.sampled_from(TEAMS), st.booleans()
)


@given(levels(), st.data(), BROKEN, rosters(), MOMENTS)
@settings(deadline=None)
def test_a_call_reaches_somebody_unless_there_is_nobody(
    chain: tuple[Level, ...], data: st.DataObject, broken: Broken, roster: Roster, at: datetime
) -> None:
    assert not list(wrong_levels(chain))
    level = data.draw(st.integers(1, len(chain)))
    found = call(chain, level, broken, roster, at)
    active = [each for each in roster.people if each.active]
    seeing = [each for each in active if each.sees(None, None)] or active
    admins = [each.id for each in seeing if each.role == "admin"] or [each.id for each in seeing]
    assert found.users or not active
    assert level <= found.level <= len(chain)
    people = {each.id: each for each in roster.people}
    called = [people[each] for each in found.users]
    assert all(each.active for each in called)
    assert len(set(found.users)) == len(found.users)
    if found.last_resort:
        assert list(found.users) == admins
    else:
        assert all(each.sees(None, None) and not each.muted for each in called)
        assert broken.loud or not any(each.quiet and is_quiet(each.quiet, at) for each in called)


@given(levels(), BROKEN, rosters(), MOMENTS)
@settings(deadline=None)
def test_every_level_that_was_passed_over_says_why(
    chain: tuple[Level, ...], broken: Broken, roster: Roster, at: datetime
) -> None:
    found = call(chain, 1, broken, roster, at)
    last = len(chain) if found.last_resort else found.level - 1
    told = {(each.level, each.recipient) for each in found.skipped}
    assert told >= {(n, each.text) for n in range(1, last + 1) for each in chain[n - 1].recipients}
    assert all((each.user_id is None) == (each.reason is Missed.NOBODY) for each in found.skipped)
    assert found.level == (len(chain) if found.users else 1) or not found.last_resort


@given(QUIET, MOMENTS)
def test_quiet_hours_are_read_off_the_wall(quiet: QuietHours, at: datetime) -> None:
    whole_day = QuietHours(quiet.zone, quiet.begins, quiet.begins)
    assert is_quiet(whole_day, at)
    other = QuietHours(quiet.zone, quiet.ends, quiet.begins)
    if quiet.begins != quiet.ends:
        every_day = QuietHours(quiet.zone, quiet.begins, quiet.ends)
        assert is_quiet(every_day, at) != is_quiet(other, at)
    if is_quiet(quiet, at):
        assert is_quiet(QuietHours(quiet.zone, quiet.begins, quiet.ends), at)
