"""What becomes of a calendar's feed."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from lambdesk.kit.changes import ChangeSet, Insert, Remove, Replace, Write, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.sla.calendars import decide
from lambdesk.sla.calendars import events as calendar_events
from lambdesk.sla.calendars.feeds import events
from lambdesk.sla.calendars.feeds.model import ADDRESS_LIMIT, DAY, PAUSE, CalendarFeed, Fault, Fetched
from lambdesk.sla.calendars.model import BusinessCalendar, CalendarVersion, Holiday

_SCHEMES = {"webcal": "https", "webcals": "https"}


def address_of(text: str, *, local: bool = False) -> str:
    """The address as it is asked: `webcal:` is https. Raises Invalid. `local`: plain HTTP is taken, too."""
    text = text.strip()
    scheme, colon, rest = text.partition(":")
    address = _SCHEMES.get(scheme.lower(), scheme.lower()) + colon + rest
    if len(address) > ADDRESS_LIMIT or not _is_address(address, ("https", "http") if local else ("https",)):
        raise Invalid(fields=[FieldError("body.address", "is no https address", "not_an_address")])
    return address


def _is_address(address: str, schemes: tuple[str, ...]) -> bool:
    if not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False


def subscribe(
    ctx: Context, calendar_id: str, before: CalendarFeed | None, sealed: str
) -> tuple[CalendarFeed, ChangeSet]:
    """Read the calendar's holidays from another address. Those that are there stay until it was read."""
    feed = CalendarFeed(calendar_id, sealed, due_at=ctx.now + DAY, asked_at=ctx.now)
    write: Write = Insert(feed)
    if before:
        feed = replace(feed, read_at=before.read_at, days=before.days, version=before.version + 1)
        write = Replace(feed, before.version)
    return feed, _told(ctx, feed, events.FeedSet(calendar_id), write)


def ask(ctx: Context, feed: CalendarFeed) -> tuple[CalendarFeed, ChangeSet]:
    """Have it read now; nothing changes when that was asked for just before."""
    if ctx.now < feed.asked_at + PAUSE:
        return feed, ChangeSet(())
    asked = _next(feed, asked_at=ctx.now)
    return asked, _told(ctx, asked, events.FeedAsked(feed.calendar_id), Replace(asked, feed.version))


def come(ctx: Context, feed: CalendarFeed, *, is_open: bool) -> ChangeSet:
    """Its day has come. Of a tenant that is not open nothing is read, and the feed waits for the next day."""
    if not is_open:
        return _silent(feed, _next(feed, due_at=ctx.now + DAY))
    asked = _next(feed, asked_at=ctx.now, due_at=ctx.now + DAY)
    return _told(ctx, asked, events.FeedAsked(feed.calendar_id), Replace(asked, feed.version))


def fail(feed: CalendarFeed, fault: Fault, now: datetime) -> ChangeSet:
    """It could not be read; the holidays that were read last stay."""
    since = feed.failing_since or now
    return _silent(feed, _next(feed, tried_at=now, error=fault, failing_since=since))


def keep(feed: CalendarFeed, now: datetime) -> ChangeSet:
    """The other side says that nothing is new."""
    return _silent(feed, _next(feed, tried_at=now, read_at=now, error=None, failing_since=None))


def read(
    ctx: Context, calendar: BusinessCalendar, feed: CalendarFeed, fetched: Fetched, days: tuple[Holiday, ...]
) -> tuple[BusinessCalendar, ChangeSet]:
    """It was read. The calendar gets a new version only when its holidays are others; raises Invalid for none."""
    good = _next(feed, tried_at=ctx.now, read_at=ctx.now, error=None, failing_since=None)
    good = replace(good, etag=fetched.etag, modified=fetched.modified, days=len(days))
    changed = decide.fed(calendar, days, ctx.now)
    if changed is calendar:
        return calendar, _silent(feed, good)
    return changed, _versioned(ctx, calendar, changed).also(Replace(good, feed.version))


def remove(ctx: Context, calendar: BusinessCalendar, feed: CalendarFeed) -> ChangeSet:
    """Read it no more; its holidays go with it, in a new version. Raises Invalid."""
    ended = with_facts(
        ctx,
        _name(feed.calendar_id),
        feed.version,
        (Remove(feed, feed.version),),
        events.FeedRemoved(feed.calendar_id),
    )
    changed = decide.fed(calendar, (), ctx.now)
    return ended if changed is calendar else ended.together(_versioned(ctx, calendar, changed, place=1))


def _versioned(ctx: Context, before: BusinessCalendar, after: BusinessCalendar, *, place: int = 0) -> ChangeSet:
    writes = (Replace(after, before.version), Insert(CalendarVersion(after)))
    fact = calendar_events.changed(before, after)
    return with_facts(ctx, f"calendar:{after.id}", after.version, writes, fact, after=place)


def _next(feed: CalendarFeed, **values: object) -> CalendarFeed:
    return replace(feed, version=feed.version + 1, **values)  # type: ignore[arg-type]


def _silent(before: CalendarFeed, after: CalendarFeed) -> ChangeSet:
    return ChangeSet((Replace(after, before.version),))


def _told(ctx: Context, feed: CalendarFeed, fact: events.FeedSet | events.FeedAsked, write: Write) -> ChangeSet:
    return with_facts(ctx, _name(feed.calendar_id), feed.version, (write,), fact)


def _name(calendar_id: str) -> str:
    return f"calendar_feed:{calendar_id}"
