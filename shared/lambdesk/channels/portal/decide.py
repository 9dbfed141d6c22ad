"""The rules of links and remembered devices. No I/O, clock, randomness."""

from datetime import datetime, timedelta

from lambdesk.channels.portal.links import LINK_LIFETIME, Link
from lambdesk.channels.portal.model import CustomerSession
from lambdesk.channels.webform import LIFETIME
from lambdesk.customers.events import CustomerSignedIn, CustomerSignedOut, CustomerSignInAsked
from lambdesk.kit import clock, handles
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Remove, Replace, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.handles import hash_of
from lambdesk.kit.text import clip, digest

REMEMBERED = timedelta(days=90)
# A handle that is older than this is replaced with the next answer.
HANDLE_AGE = timedelta(minutes=15)
LETTERS_EACH_WINDOW = 3
# What is claimed of a challenge whose work was done.
WORK = "portal-work"
_DEVICE_LIMIT = 120


def slot(ctx: Context, email: str, challenge: str, number: int) -> ChangeSet:
    """One of the letters that an address may ask for within LINK_LIFETIME, whether anybody has it or not, for work that
    was not used yet.
    """
    used = Claim(WORK, digest(challenge), {}, ctx.now + LIFETIME)
    return ChangeSet((used, Claim("portal-ask", f"{digest(email)}/{number}", {}, ctx.now + LINK_LIFETIME)))


def ask(ctx: Context, customer_id: str, place: int, taken: ChangeSet) -> ChangeSet:
    """A link is to be sent to the address at `place` of the customer's record; `taken` is its `slot`."""
    fact = CustomerSignInAsked(customer_id, place, clock.to_text(ctx.now + LINK_LIFETIME))
    return with_facts(ctx, f"customer:{customer_id}", 1, taken.writes, fact)


def use(ctx: Context, link: Link, device: str, session_id: str, handle: str) -> tuple[CustomerSession, ChangeSet]:
    """The device is remembered, and the link is used up."""
    session = CustomerSession(
        id=session_id,
        customer_id=link.customer_id,
        device=clip(device, _DEVICE_LIMIT),
        handle_hash=hash_of(handle),
        created_at=ctx.now,
        rotated_at=ctx.now,
        expires_at=ctx.now + REMEMBERED,
    )
    used = Claim("magic-link", link.asked, {}, link.until + LINK_LIFETIME)
    fact = CustomerSignedIn(link.customer_id, session.id)
    return session, with_facts(ctx, f"customer:{link.customer_id}", 1, (Insert(session), used), fact)


def is_old(session: CustomerSession, handle: str, now: datetime) -> bool:
    """Whether the device should get another handle: its own is old, or was replaced a moment ago."""
    return now - session.rotated_at >= HANDLE_AGE or hash_of(handle) != session.handle_hash


def rotate(session: CustomerSession, used: str, handle: str, now: datetime) -> tuple[CustomerSession, ChangeSet]:
    """The session under a new `handle`."""
    rotated = handles.rotated(session, used, handle, now)
    return rotated, ChangeSet((Replace(rotated, session.version),))


def forget(ctx: Context, session: CustomerSession, reason: str) -> ChangeSet:
    """The device is not remembered any more."""
    fact = CustomerSignedOut(session.customer_id, session.id, reason)
    return with_facts(ctx, f"customer:{session.customer_id}", 1, (Remove(session),), fact)
