"""What tickets are to each other. Both sides say so, in one change."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from lambdesk.kit.changes import ChangeSet, Check, Put
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict
from lambdesk.tickets.commands import LinkTickets
from lambdesk.tickets.decide.lifecycle import check_version
from lambdesk.tickets.draft import Draft, begin, beside
from lambdesk.tickets.events import TicketLinked, TicketUnlinked
from lambdesk.tickets.model import INVERSE, LINK_LIMIT, Link, LinkKind, Loaded, Ticket

NOBODY: Mapping[int, Ticket] = {}
_FAMILY = (LinkKind.PARENT_OF, LinkKind.CHILD_OF)


def parent_of(loaded: Loaded) -> int | None:
    """The ticket that this one is a part of."""
    return next((link.number for link in loaded.details.links if link.kind is LinkKind.CHILD_OF), None)


def parent_to_be(one: Loaded, other: Loaded, kind: LinkKind) -> Loaded | None:
    """Who of the two would be the parent; None when the link makes none."""
    return {LinkKind.PARENT_OF: one, LinkKind.CHILD_OF: other}.get(kind)


def link_tickets(
    one: Loaded, other: Loaded, command: LinkTickets, ctx: Context, ancestors: Mapping[int, Ticket] = NOBODY
) -> ChangeSet:
    """`other` becomes `kind` to `one`; what they were to each other before ends. Nothing when it is so.

    `ancestors` are those of the parent to be: all of them must still be what they are when this is written, because
    links made beside it could close a circle. Raises Conflict for a ticket itself, a second parent, a circle of
    parents, and for too many links.
    """
    check_version(one.ticket, command.expected_version)
    if one.ticket.number == other.ticket.number:
        raise Conflict("A ticket cannot be linked to itself.")
    link = Link(command.kind, other.ticket.number)
    if link in one.details.links:
        return ChangeSet(())
    _check_family(one, other, command.kind, ancestors)
    back = Link(INVERSE[command.kind], one.ticket.number)
    own = (one.ticket.number, other.ticket.number)
    checks = (Check(each, each.version) for number, each in ancestors.items() if number not in own)
    return _linked(one, link, ctx).also(*checks).together(_linked(other, back, ctx))


def unlink_tickets(one: Loaded, other: Loaded, expected_version: int, ctx: Context) -> ChangeSet:
    """They are nothing to each other any more; nothing when they were not."""
    check_version(one.ticket, expected_version)
    if all(link.number != other.ticket.number for link in one.details.links):
        return ChangeSet(())
    return _without(one, other, ctx).together(_without(other, one, ctx))


def _check_family(one: Loaded, other: Loaded, kind: LinkKind, ancestors: Collection[int]) -> None:
    if kind not in _FAMILY:
        return
    parent, child = (one, other) if kind is LinkKind.PARENT_OF else (other, one)
    known = parent_of(child)
    if known not in (None, parent.ticket.number):
        raise Conflict("A ticket has one parent at most; unlink that one first.", parent=known)
    # Where the child is the parent's own parent so far, they change places; further up it would close a circle.
    if parent_of(parent) != child.ticket.number and child.ticket.number in ancestors:
        raise Conflict("A ticket cannot be above itself.", parent=parent_of(parent))


def _linked(side: Loaded, link: Link, ctx: Context) -> ChangeSet:
    draft, links = _unlinked(begin(beside(ctx, side.ticket), side), side, link.number)
    if len(links) >= LINK_LIMIT:
        raise Conflict(f"A ticket has at most {LINK_LIMIT} links.")
    draft = draft.to(TicketLinked(kind=link.kind, number=link.number))
    return draft.changes(side.ticket, Put(replace(side.details, links=(*links, link))))


def _without(side: Loaded, other: Loaded, ctx: Context) -> ChangeSet:
    draft, links = _unlinked(begin(beside(ctx, side.ticket), side), side, other.ticket.number)
    return draft.changes(side.ticket, Put(replace(side.details, links=links)))


def _unlinked(draft: Draft, side: Loaded, number: int) -> tuple[Draft, tuple[Link, ...]]:
    links = side.details.links
    for link in links:
        if link.number == number:
            draft = draft.to(TicketUnlinked(kind=link.kind, number=number))
    return draft, tuple(link for link in links if link.number != number)
