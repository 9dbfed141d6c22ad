"""Subscriptions to holidays: as managers set them up, as their days come, and as `worker` reads them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import AlreadyExists, Conflict, Invalid, NotFound, StaleVersion, Unavailable
from lambdesk.kit.events import Event
from lambdesk.kit.sealing import Unreadable, seal, unseal
from lambdesk.kit.signing import Keyring
from lambdesk.sla.calendars import ical, regions
from lambdesk.sla.calendars.feeds import decide
from lambdesk.sla.calendars.feeds.model import CalendarFeed, Fault, Fetched, Unread
from lambdesk.sla.calendars.feeds.ports import DueFeeds, FeedSource
from lambdesk.sla.calendars.model import BusinessCalendar, Holiday
from lambdesk.sla.calendars.ports import CalendarStore

DOOR = "calendar_feed"
_PURPOSE = "calendar_feed"
# Somebody saves the calendar just as its feed is read; more often than that it is tried again later.
_TRIES = 5


@dataclass(frozen=True)
class Swept:
    """Feeds whose day had come: how many, and how many could not be looked at. `stopped`: time was up."""

    found: int = 0
    failed: int = 0
    stopped: bool = False


@dataclass(frozen=True)
class Feeds:
    """The feeds of every tenant's calendars. `local`: on a developer's machine, where the other side may be a program
    beside ours.
    """

    store: CalendarStore
    due: DueFeeds
    source: FeedSource
    keys: Callable[[], Keyring]
    is_open: Callable[[str, datetime], bool]
    local: bool = False

    def all(self, tenant: str) -> list[CalendarFeed]:
        """Of all calendars."""
        return list(self.store.feeds(tenant))

    def one(self, tenant: str, calendar_id: str) -> CalendarFeed:
        """A calendar's feed; raises NotFound."""
        found = self.store.feed(tenant, calendar_id)
        if found is None:
            raise NotFound
        return found

    def address(self, tenant: str, feed: CalendarFeed) -> str:
        """Where it is read from; raises Unavailable."""
        try:
            return unseal(self.keys(), _PURPOSE, feed.address, f"{tenant}/{feed.calendar_id}")
        except Unreadable:
            raise Unavailable("The address cannot be read; set it again.") from None

    def subscribe(self, ctx: Context, calendar_id: str, address: str) -> CalendarFeed:
        """Read the calendar's holidays from this address; the same again changes nothing. Raises NotFound, Invalid,
        Conflict.
        """
        wanted = decide.address_of(address, local=self.local)
        self._calendar(ctx.tenant, calendar_id)
        known = self.store.feed(ctx.tenant, calendar_id)
        if known and self._names(ctx.tenant, known, wanted):
            return known
        sealed = seal(self.keys(), _PURPOSE, wanted, f"{ctx.tenant}/{calendar_id}")
        feed, changes = decide.subscribe(ctx, calendar_id, known, sealed)
        self._commit(ctx.tenant, changes)
        return feed

    def refresh(self, ctx: Context, calendar_id: str) -> CalendarFeed:
        """Have it read now. Raises NotFound or Conflict."""
        feed, changes = decide.ask(ctx, self.one(ctx.tenant, calendar_id))
        if changes.writes:
            self._commit(ctx.tenant, changes)
        return feed

    def remove(self, ctx: Context, calendar_id: str) -> None:
        """End it, and take its holidays out of the calendar. Raises NotFound, Invalid or Conflict."""
        feed, calendar = self.one(ctx.tenant, calendar_id), self._calendar(ctx.tenant, calendar_id)
        self._commit(ctx.tenant, decide.remove(ctx, calendar, feed))

    def sweep(
        self, now: datetime, seed: str, enough: Callable[[], bool], resisted: Callable[[str, Exception], None]
    ) -> Swept:
        """Ask for those whose day has come: a fact each, which `worker` follows. One that resists stops no other."""
        found = failed = 0
        for tenant, calendar_id in self.due.due(now):
            if enough():
                return Swept(found, failed, stopped=True)
            found += 1
            try:
                self._come(tenant, calendar_id, now, seed)
            except Exception as error:  # Whatever it is, it must not keep the sweep from the other feeds.
                resisted(tenant, error)
                failed += 1
        return Swept(found, failed)

    def _come(self, tenant: str, calendar_id: str, now: datetime, seed: str) -> None:
        feed = self.store.feed(tenant, calendar_id)
        # The list of those that are due is a moment behind.
        if feed is None or feed.due_at > now:
            return
        own = f"{seed}/{tenant}/{calendar_id}"
        ctx = Context(tenant, SYSTEM, now, own, {"door": DOOR}, f"sweep-{seed}")
        try:
            self.store.commit(tenant, decide.come(ctx, feed, is_open=self.is_open(tenant, now)))
        except StaleVersion:
            return

    def follow(self, event: Event, now: datetime, seed: str) -> str | None:
        """Read the feed that this event is about; what came of it, or None when that was done already.

        Whatever the other side does ends here: it is tried again on the next day, and no sooner.
        """
        feed = self.store.feed(event.tenant, str(event.data["id"]))
        if feed is None or (feed.tried_at and feed.tried_at >= event.at) or not self.is_open(event.tenant, now):
            return None
        ctx = Context(event.tenant, SYSTEM, now, seed, {"door": DOOR}, event.correlation_id, event.id)
        try:
            fetched = self._fetched(event.tenant, feed, now)
            if fetched.text is None:
                return self._kept(ctx, decide.keep(feed, now), "unchanged")
            days = _days(fetched.text, now)
            if feed.days and not days:
                # A subscription that has ended often answers with a file of nothing.
                raise Unread(Fault.EMPTIED)
            return self._taken(ctx, feed, fetched, days)
        except Unread as unread:
            return self._kept(ctx, decide.fail(feed, unread.fault, now), unread.fault.value)

    def _fetched(self, tenant: str, feed: CalendarFeed, now: datetime) -> Fetched:
        # A new year moves the years that are held, so all is read again though it be the same.
        same = feed.read_at is not None and feed.read_at.year == now.year
        known = (feed.etag, feed.modified) if same else (None, None)
        fetched = self.source.fetch(self.address(tenant, feed), *known)
        if fetched.text is None and known == (None, None):
            raise Unread(Fault.WRONG_ANSWER)
        return fetched

    def _taken(self, ctx: Context, feed: CalendarFeed, fetched: Fetched, days: tuple[Holiday, ...]) -> str | None:
        for calendar in self._standing(ctx.tenant, feed):
            try:
                changed, changes = decide.read(ctx, calendar, feed, fetched, days)
            except Invalid:
                raise Unread(Fault.NOT_KEPT) from None
            try:
                self.store.commit(ctx.tenant, changes)
            except (AlreadyExists, StaleVersion):
                continue
            return "changed" if changed is not calendar else "same"
        return None

    def _standing(self, tenant: str, feed: CalendarFeed) -> Iterator[BusinessCalendar]:
        """The calendar as it stands, again and again while the feed is still the one that was read."""
        for _ in range(_TRIES):
            calendar, now = self.store.newest(tenant, feed.calendar_id), self.store.feed(tenant, feed.calendar_id)
            if calendar is None or now != feed:
                return
            yield calendar
        raise Unavailable("The calendar changes all the time.")

    def _kept(self, ctx: Context, changes: ChangeSet, outcome: str) -> str | None:
        try:
            self.store.commit(ctx.tenant, changes)
        except StaleVersion:
            return None
        return outcome

    def _calendar(self, tenant: str, calendar_id: str) -> BusinessCalendar:
        found = self.store.newest(tenant, calendar_id)
        if found is None:
            raise NotFound
        return found

    def _names(self, tenant: str, feed: CalendarFeed, address: str) -> bool:
        try:
            return self.address(tenant, feed) == address
        except Unavailable:
            return False

    def _commit(self, tenant: str, changes: ChangeSet) -> None:
        try:
            self.store.commit(tenant, changes)
        except (AlreadyExists, StaleVersion):
            raise Conflict("Somebody changed this at the same moment; look again.") from None


def _days(text: str, now: datetime) -> tuple[Holiday, ...]:
    """The whole days of a file, for the years that a calendar holds; raises Unread."""
    try:
        return ical.read(text, *regions.span(now.date())).holidays
    except Invalid as wrong:
        raise Unread(Fault(wrong.fields[0].code)) from None
