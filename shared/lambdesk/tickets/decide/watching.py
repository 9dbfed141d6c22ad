"""Who wants to hear of a ticket."""

from dataclasses import replace

from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict
from lambdesk.tickets.draft import begin
from lambdesk.tickets.events import TicketUnwatched, TicketWatched
from lambdesk.tickets.model import WATCHER_LIMIT, Loaded


def watch_ticket(loaded: Loaded, user_id: str, ctx: Context) -> ChangeSet:
    """The user hears of it from now on; nothing when they do."""
    watchers = loaded.details.watchers
    if user_id in watchers:
        return ChangeSet(())
    if len(watchers) >= WATCHER_LIMIT:
        raise Conflict(f"A ticket has at most {WATCHER_LIMIT} watchers.")
    details = replace(loaded.details, watchers=(*watchers, user_id))
    return begin(ctx, loaded).to(TicketWatched(user_id=user_id)).changes(loaded.ticket, Put(details))


def unwatch_ticket(loaded: Loaded, user_id: str, ctx: Context) -> ChangeSet:
    """The user hears of it no more; nothing when they did not."""
    watchers = loaded.details.watchers
    if user_id not in watchers:
        return ChangeSet(())
    details = replace(loaded.details, watchers=tuple(each for each in watchers if each != user_id))
    return begin(ctx, loaded).to(TicketUnwatched(user_id=user_id)).changes(loaded.ticket, Put(details))
