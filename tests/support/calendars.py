"""Calendars for tests: zones that change their clocks in every way of these years, and strategies."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from lambdesk.sla.calendar import Calendar, Override, Window

# Both hemispheres, half-hour and three-quarter offsets, a change by half an hour (Lord Howe), at midnight (Beirut,
# Asuncion, Santiago) and for Ramadan (Casablanca), and zones whose rules changed or ended (Tehran, Amman, Volgograd).
ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/New_York", "America/Santiago",
    "America/Sao_Paulo", "America/St_Johns", "Asia/Amman", "Asia/Beirut", "Asia/Kathmandu", "Asia/Kolkata",
    "Asia/Tehran", "Australia/Adelaide", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Chisinau", "Europe/Dublin",
    "Europe/Volgograd", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "UTC",
)  # fmt: skip
BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)


def windows() -> st.SearchStrategy[tuple[Window, ...]]:
    """None to three of a day: on whole and odd minutes, also around the hours at which clocks change, and overnight."""
    opens = st.one_of(st.integers(0, 1_439), st.integers(0, 16).map(lambda quarter: quarter * 15))
    window = st.tuples(opens, st.integers(10, 1_440)).map(lambda each: Window(each[0], each[0] + each[1]))
    usual = st.just(Window(540, 1_020))
    return st.lists(st.one_of(usual, window), max_size=3).map(tuple)


def days() -> st.SearchStrategy[date]:
    """Days of the years that are looked at."""
    return st.dates(BEGIN.date(), END.date())


def _override(first: date, length: int, hours: tuple[Window, ...]) -> Override:
    return Override(first, first + timedelta(days=length), hours)


def calendars() -> st.SearchStrategy[Calendar]:
    """With at least one window in the week, holidays, and overrides of up to four years."""
    week = st.tuples(*[windows()] * 7).filter(any)
    overrides = st.lists(st.builds(_override, days(), st.sampled_from([0, 1, 30, 1_461]), windows()), max_size=4)
    return st.builds(Calendar, st.sampled_from(ZONES), week, st.frozensets(days(), max_size=12), overrides.map(tuple))


def moments() -> st.SearchStrategy[datetime]:
    """Moments of these years, in milliseconds."""
    span = int((END - BEGIN).total_seconds() * 1_000)
    return st.integers(0, span).map(lambda passed: BEGIN + timedelta(milliseconds=passed))
