"""Public holidays by country and subdivision, out of the package that knows them.

It is loaded when first asked: no other request and no worker pays for its three hundred modules.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.sla.calendars.model import Holiday

# What a version holds: last year, for promises that still run, to this many years later.
YEARS_BEFORE, YEARS_AFTER = 1, 10


def span(today: date) -> tuple[date, date]:
    """The first and the last day of the years that a calendar holds holidays for."""
    return date(today.year - YEARS_BEFORE, 1, 1), date(today.year + YEARS_AFTER, 12, 31)


@cache
def countries() -> Mapping[str, Sequence[str]]:
    """The subdivisions of each country that is known, by ISO 3166 codes."""
    from holidays import list_supported_countries

    return {code: tuple(parts) for code, parts in sorted(list_supported_countries(include_aliases=False).items())}


def public_holidays(
    country: str, subdivision: str | None, years: Sequence[int], locale: str = "en"
) -> tuple[Holiday, ...]:
    """The days off of these years, by day, named in the language of `locale` where the names are known in it.

    Days that are announced late, such as those that follow the moon, are the expected ones. Raises Invalid for a
    country or subdivision that is not known.
    """
    from holidays import country_holidays

    if country not in countries():
        raise Invalid(fields=[FieldError("body.country", "is no country whose holidays are known", "unknown_value")])
    if subdivision is not None and subdivision not in countries()[country]:
        raise Invalid(fields=[FieldError("body.subdivision", f"is none of {country}", "unknown_value")])
    plain = country_holidays(country)
    wanted = locale.partition("-")[0].lower()
    spoken = [each for each in plain.supported_languages if each.partition("_")[0] == wanted]
    language = spoken[0] if spoken else plain.default_language
    found = country_holidays(country, subdiv=subdivision, years=years, language=language)
    return tuple(Holiday(day, found[day]) for day in sorted(found) if day.year in years)
