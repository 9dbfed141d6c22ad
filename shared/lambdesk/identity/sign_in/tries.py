"""When an account is locked: after LIMIT wrong tries within WINDOW, for LOCK. No I/O, clock, randomness.

A try is counted before the pool is asked, and taken back when it was none: however many come at the same moment, the
pool hears no more than LIMIT of them. An account that is nobody's is counted just so.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from lambdesk.identity.events import UserLocked
from lambdesk.identity.model import Tries
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Insert, Replace, with_facts
from lambdesk.kit.context import SYSTEM_TENANT, Context
from lambdesk.kit.errors import TooMany

LIMIT = 10
WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)


def reserve(known: Tries | None, user_id: str, now: datetime) -> tuple[Tries, ChangeSet]:
    """One more try; raises TooMany while the account is locked."""
    if known is None:
        first = Tries(user_id, 1, now, now + WINDOW + LOCK)
        return first, ChangeSet((Insert(first),))
    if now < (until := _locked_until(known)):
        raise TooMany("Too many wrong tries; wait.", retry_after_seconds=int((until - now).total_seconds()) + 1)
    begun = known.locked_until is not None or now >= known.since + WINDOW
    since, count = (now, 1) if begun else (known.since, known.count + 1)
    counted = Tries(user_id, count, since, now + WINDOW + LOCK, version=known.version + 1)
    return counted, ChangeSet((Replace(counted, known.version),))


def _locked_until(known: Tries) -> datetime:
    if known.locked_until is not None:
        return known.locked_until
    return known.since + WINDOW if known.count >= LIMIT else known.since


def was_wrong(ctx: Context, tries: Tries) -> ChangeSet:
    """The try was wrong; the last one that is allowed locks the account. Nobody is told of nobody's account."""
    if tries.count < LIMIT:
        return ChangeSet(())
    until = ctx.now + LOCK
    locked = replace(tries, locked_until=until, expires_at=until + WINDOW, version=tries.version + 1)
    if ctx.tenant == SYSTEM_TENANT:
        return ChangeSet((Replace(locked, tries.version),))
    fact = UserLocked(user_id=tries.user_id, until=clock.to_text(until))
    return with_facts(ctx, f"user:{tries.user_id}", locked.version, (Replace(locked, tries.version),), fact)


def was_none(tries: Tries) -> ChangeSet:
    """Nothing was wrong, but nothing is proven either: earlier tries go on counting."""
    less = replace(tries, count=tries.count - 1, version=tries.version + 1)
    return ChangeSet((Replace(less, tries.version),))


def was_right(tries: Tries) -> ChangeSet:
    """Whoever it is, it is them: earlier tries are forgotten."""
    none = replace(tries, count=0, version=tries.version + 1)
    return ChangeSet((Replace(none, tries.version),))
