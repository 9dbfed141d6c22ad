"""The laws of duties, for any rota: one person at each moment, handed over by the clock on the wall."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdesk.escalation.rotas.duties import duties, duty_day, handover, now_and_next, on_call
from lambdesk.escalation.rotas.model import Rota, RotaOverride

PEOPLE = ("ada", "ben", "cyd", "dev", "eve")
# Gaps and folds at midnight, of half an hour, of a whole day; and far from UTC both ways.
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo",
    "Asia/Tehran", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Casablanca",
)  # fmt: skip
DAYS = st.dates(date(2011, 6, 1), date(2030, 12, 31))
MOMENTS = st.datetimes(datetime(2011, 6, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside
ACTIVE = st.frozensets(st.sampled_from(PEOPLE))


@st.composite
def rotas(draw: st.DrawFn) -> Rota:
    first = sorted(draw(st.lists(DAYS, max_size=3, unique=True)))
    ends = [each + timedelta(days=draw(st.integers(0, 20))) for each in first]
    apart = [min(end, after - timedelta(days=1)) for end, after in zip(ends, [*first[1:], date.max], strict=False)]
    return Rota(
        id="rot_" + "0" * 26,
        name="Nights",
        zone=draw(st.sampled_from(ZONES)),
        members=tuple(draw(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True))),
        begins=draw(DAYS),
        handover=draw(st.integers(0, 1_439) | st.sampled_from([0, 120, 150, 1_439])),
        turn_days=draw(st.sampled_from([1, 2, 7, 14, 28])),
        updated_at=datetime(2026, 1, 1, tzinfo=UTC),
        overrides=tuple(
            RotaOverride(begin, end, draw(st.sampled_from(PEOPLE))) for begin, end in zip(first, apart, strict=True)
        ),
    )


@given(rotas(), MOMENTS, st.integers(0, 120 * 86_400), ACTIVE)
@settings(deadline=None)
def test_at_each_moment_exactly_one_duty_runs(
    rota: Rota, begin: datetime, seconds: int, active: frozenset[str]
) -> None:
    end = begin + timedelta(seconds=seconds)
    found = list(duties(rota, begin, end + timedelta(seconds=1), active))
    assert found[0].begin <= begin
    assert found[-1].end > end
    assert all(before.end == after.begin for before, after in pairwise(found))
    assert all(each.begin < each.end for each in found)
    for moment in (begin, end, begin + (end - begin) / 3):
        (running,) = [each for each in found if each.begin <= moment < each.end]
        assert running.user_id == on_call(rota, moment, active)


@given(rotas(), MOMENTS, ACTIVE)
@settings(deadline=None)
def test_only_active_people_have_a_duty_and_nobody_only_when_none_is(
    rota: Rota, moment: datetime, active: frozenset[str]
) -> None:
    found = on_call(rota, moment, active)
    if found is None:
        assert not active & set(rota.members)
    else:
        assert found in active
        assert found in rota.people


@given(rotas(), DAYS)
@settings(deadline=None)
def test_handovers_are_at_wall_clock_time(rota: Rota, day: date) -> None:
    moment, zone = handover(rota, day), ZoneInfo(rota.zone)
    wanted = datetime(day.year, day.month, day.day, *divmod(rota.handover, 60), tzinfo=zone)
    shown = moment.astimezone(zone)
    left_out = wanted.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wanted.replace(tzinfo=None)
    if left_out:
        # The zone has no such time: it is later by what the clocks were put forward.
        later = wanted.replace(fold=0).utcoffset()
        assert later is not None
        assert moment == wanted.replace(tzinfo=UTC) - later
    else:
        assert (shown.date(), shown.hour * 60 + shown.minute, shown.fold) == (day, rota.handover, 0)
    assert handover(rota, day) <= handover(rota, day + timedelta(days=1))


@given(rotas(), MOMENTS)
@settings(deadline=None)
def test_a_moment_is_in_its_duty_day(rota: Rota, moment: datetime) -> None:
    day = duty_day(rota, moment)
    assert handover(rota, day) <= moment < handover(rota, day + timedelta(days=1))


@given(rotas(), MOMENTS, ACTIVE)
@settings(deadline=None)
def test_the_next_duty_follows_the_present_one(rota: Rota, moment: datetime, active: frozenset[str]) -> None:
    current, following = now_and_next(rota, moment, active)
    assert current.begin <= moment < current.end == following.begin
    assert current.user_id == on_call(rota, moment, active)
    assert following.user_id == on_call(rota, following.begin, active)
    assert (current.begin, current.user_id) == (following.begin, None) or current != following


@given(rotas(), MOMENTS)
@settings(deadline=None)
def test_turns_go_round(rota: Rota, moment: datetime) -> None:
    plain = Rota(**{**vars(rota), "overrides": ()})
    day = duty_day(plain, moment)
    round_later = day + timedelta(days=len(rota.members) * rota.turn_days)
    everybody = frozenset(PEOPLE)
    seen = {
        on_call(plain, handover(plain, day + timedelta(days=n)), everybody) for n in range((round_later - day).days)
    }
    assert seen == set(rota.members)
    assert on_call(plain, moment, everybody) == on_call(plain, handover(plain, round_later), everybody)
