"""One conversation that came as two tickets: the source closes and goes on in the target, until that is undone.

Nothing is copied when tickets merge: whoever opens the target sees the messages of both. A message that comes for the
source later is kept on the final target, marked with the number it was meant for. An unmerge copies those back under
their own ids. The target keeps them too, because its history is what people read and answered there.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lambdesk.conversations.decide import carry
from lambdesk.conversations.model import MailClass, Message, MessageKind, SavedDraft
from lambdesk.kit import clock as moments
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import ActorKind, Context
from lambdesk.kit.errors import Conflict
from lambdesk.sla import clocks, follow
from lambdesk.sla.follow import Place
from lambdesk.sla.model import Metric
from lambdesk.tickets.decide.lifecycle import check_version, move
from lambdesk.tickets.decide.recall import take_back
from lambdesk.tickets.draft import Draft, begin, beside, clocks_of
from lambdesk.tickets.events import TicketMerged, TicketMergeReceived, TicketMergeUndone, TicketUnmerged
from lambdesk.tickets.model import (
    AT_WORK,
    MERGE_LIMIT,
    PARTICIPANT_LIMIT,
    WATCHER_LIMIT,
    Loaded,
    Participant,
    ParticipantRole,
    State,
    TicketDetails,
)
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules

# What is beyond this stays where it is: one transaction has to hold it all.
DRAFTS_CARRIED = 25


@dataclass(frozen=True)
class Unsent:
    """What people are writing: replies of the source that wait for their moment, drafts of the source and the target.

    Of the source there are DRAFTS_CARRIED drafts at most.
    """

    waiting: tuple[Message, ...] = ()
    drafts: tuple[SavedDraft, ...] = ()
    there: tuple[SavedDraft, ...] = ()


def merge_ticket(
    source: Loaded, target: Loaded, expected_version: int, ctx: Context, unsent: Unsent = Unsent()
) -> ChangeSet:
    """The source closes into the target, which gets its people and watchers, and the question that nobody has answered.
    Raises Conflict for what cannot be.

    Drafts go along. A reply that waits for its moment becomes a draft on the target: it was written before all that
    stands there, and the target's customers would not take it back by writing. One that is held for some seconds goes
    out all the same.
    """
    check_version(source.ticket, expected_version)
    _check_merge(source, target)
    ticket = source.ticket
    draft = begin(beside(ctx, ticket), source)
    if ticket.state is not State.CLOSED:
        draft = move(draft, State.CLOSED, "merged")
    fact = TicketMerged(into=target.ticket.number, state_before=ticket.state)
    draft = draft.to(fact, merged_into=target.ticket.number, state_before=ticket.state)
    draft, taken, writes = take_back(draft, unsent.waiting, "merged")
    carried = carry(taken, unsent.drafts, unsent.there, target.ticket.number, draft.at)
    return draft.changes(ticket, *writes, *carried).together(_received(source, target, ctx))


def _check_merge(source: Loaded, target: Loaded) -> None:
    one, other = source.ticket, target.ticket
    if one.number == other.number:
        raise Conflict("A ticket cannot be merged into itself.")
    if one.merged_into is not None:
        raise Conflict("This ticket is merged already.", merged_into=one.merged_into)
    if other.merged_into is not None:
        raise Conflict("That ticket went on in another one; merge into that.", merged_into=other.merged_into)
    if one.state is State.SPAM:
        raise Conflict("Spam is not merged; say first that it is none.", state=one.state)
    if other.state in (State.CLOSED, State.SPAM):
        raise Conflict(f"A ticket that is {other.state} takes nothing in.", state=other.state)
    if len(target.details.merged) + 1 + len(source.details.merged) > MERGE_LIMIT:
        raise Conflict(f"At most {MERGE_LIMIT} tickets go into one.")


def _received(source: Loaded, target: Loaded, ctx: Context) -> ChangeSet:
    details, ticket = target.details, target.ticket
    watchers = tuple(dict.fromkeys((*details.watchers, *source.details.watchers)))[:WATCHER_LIMIT]
    details = replace(
        details,
        participants=_joined(details.participants, source.details),
        watchers=watchers,
        merged=(*details.merged, source.ticket.number, *source.details.merged),
    )
    new = [each for each in watchers if each not in target.details.watchers]
    fact = TicketMergeReceived(source=source.ticket.number, watchers=new or None)
    draft = begin(beside(ctx, ticket), target).to(fact)
    since = _unanswered_since(source) if source.ticket.state_category in AT_WORK else None
    return _waiting(draft, since).changes(ticket, Put(details))


def _unanswered_since(source: Loaded) -> datetime | None:
    """Since when its customer waits for an answer, as its clocks have it."""
    replies = (each for each in clocks_of(source.ticket) if each.metric is not Metric.RESOLUTION)
    return min((each.started_at for each in replies if each.answered_at is None), default=None)


def _joined(people: Sequence[Participant], source: TicketDetails) -> tuple[Participant, ...]:
    """Both tickets' people. Who comes with the source is known as such, and leaves with it."""
    found = {person.email: person for person in people}
    for person in source.participants:
        brought = person.came_with or (source.number,)
        known = found.get(person.email)
        if known is None:
            if len(found) < PARTICIPANT_LIMIT:
                found[person.email] = replace(person, role=ParticipantRole.CC, came_with=brought)
        elif known.came_with:
            found[person.email] = replace(known, came_with=tuple(sorted({*known.came_with, *brought})))
    return tuple(found.values())


def family(source: Loaded) -> frozenset[int]:
    """The ticket and all that went into it: what an unmerge takes out of the tickets above."""
    return frozenset((source.ticket.number, *source.details.merged))


def to_give_back(source: Loaded, own: Iterable[Message], above: Iterable[Message]) -> tuple[Message, ...]:
    """What came for the source meanwhile and is not on it yet, in order: `above` are all messages of the tickets above.

    A copy has the id of its original, so that it is one message wherever both are seen.
    """
    there, mine = {each.id for each in own}, family(source)
    number = source.ticket.number
    found = {each.id: each for each in above if each.meant_for in mine and each.id not in there}
    return tuple(_copy(found[each], number) for each in sorted(found))


def _copy(message: Message, number: int) -> Message:
    return replace(message, number=number, meant_for=None if message.meant_for == number else message.meant_for)


def unmerge_ticket(
    source: Loaded,
    above: Sequence[Loaded],
    own: Sequence[Message],
    given: Sequence[Message],
    expected_version: int,
    ctx: Context,
    rules: TicketRules = DEFAULT_RULES,
    waits_since: datetime | None = None,
) -> ChangeSet:
    """The source stands for itself again, in the state it had, with its own clock and the messages `given` back.

    Its state is the one it had even when its customer wrote since, as the answer may stand on the target; where none
    does, they wait for it since `waits_since`. `own` are the messages it has, `above` the tickets it goes on in, up to
    the final one; each lets go of it and of the people it brought. The messages themselves are not among the writes.
    """
    check_version(source.ticket, expected_version)
    ticket = source.ticket
    into, before = ticket.merged_into, ticket.state_before
    if into is None or before is None:
        raise Conflict("This ticket is not merged.")
    # Whatever is said here from now on comes after what is given back, also by a clock that is behind.
    ctx = replace(ctx, now=max(ctx.now, *(each.created_at for each in given))) if given else ctx
    draft = begin(beside(ctx, ticket), source, rules)
    if before is not ticket.state:
        draft = move(draft, before, "unmerged")
    since = moments.to_text(waits_since) if waits_since else None
    fact = TicketUnmerged(into=into, message_ids=[each.id for each in given] or None, waits_since=since)
    draft = _with(draft.to(fact, merged_into=None, state_before=None), own, given)
    draft = _waiting(draft, waits_since)
    details = replace(source.details, participants=_with_writers(source, above[-1].details))
    changes = draft.changes(ticket, Put(details))
    for target in above:
        changes = changes.together(_let_go(target, source, ctx))
    return changes


def unanswered(given: Iterable[Message], above: Iterable[Message]) -> datetime | None:
    """When the oldest message that is given back was said after which nobody answered on the tickets `above`."""
    last = max((each.id for each in above if each.kind is MessageKind.REPLY), default="")
    asked = (each for each in given if each.mail is None or each.mail.mail_class is MailClass.HUMAN)
    return min((each.created_at for each in asked if each.id > last), default=None)


def _waiting(draft: Draft, since: datetime | None) -> Draft:
    sla = draft.ticket.sla
    if sla is None or since is None or draft.ticket.state_category not in AT_WORK:
        return draft
    place = Place(draft.ticket.state, draft.ticket.state_category, working=True)
    for clock, facts in follow.asked(sla, draft.terms, draft.ticket.priority, since, draft.at):
        draft = draft.clocked((clock, facts))
        draft = draft.clocked(caught := clocks.catch_up(clock, draft.at))
        if follow.stands_still(draft.terms.policy, clock.metric, place):
            draft = draft.clocked(clocks.pause(caught[0], draft.terms, draft.at))
    return draft


def _left(draft: Draft, source: Loaded) -> Draft:
    """Without the clock of a question that the source takes along; it stays when somebody asked here since."""
    ticket, since = draft.ticket, _unanswered_since(source)
    clock = ticket.sla.clock(Metric.NEXT_RESPONSE) if ticket.sla else None
    if ticket.sla is None or clock is None or clock.answered_at is not None or clock.started_at != since:
        return draft
    if ticket.last_message_by == ActorKind.CUSTOMER and ticket.last_message_at > since:
        return draft
    return draft.promised(follow.cancelled(ticket.sla, Metric.NEXT_RESPONSE, "unmerged"))


def _with(draft: Draft, own: Sequence[Message], given: Sequence[Message]) -> Draft:
    """The messages counted anew; the newest is the ticket's last one, if it has none that is newer."""
    ticket = replace(draft.ticket, message_count=len(own) + len(given))
    if given and given[-1].id > ticket.last_message_id:
        last = given[-1]
        robot = last.mail is not None and last.mail.mail_class is not MailClass.HUMAN
        ticket = replace(
            ticket,
            last_message_id=last.id,
            last_message_at=last.created_at,
            last_message_by=ActorKind.SYSTEM if robot else ActorKind.CUSTOMER,
        )
    return replace(draft, ticket=ticket)


def _with_writers(source: Loaded, final: TicketDetails) -> tuple[Participant, ...]:
    """The source's people and who joined by writing to it, or to what went into it, while it went on elsewhere."""
    known = {person.email for person in source.details.participants}
    number, mine = source.ticket.number, family(source)
    joined = []
    for person in final.participants:
        reasons = mine.intersection(person.came_with)
        if reasons and person.email not in known:
            came_with = () if number in reasons else tuple(sorted(reasons))
            joined.append(replace(person, role=ParticipantRole.CC, came_with=came_with))
    return (*source.details.participants, *joined)[:PARTICIPANT_LIMIT]


def _let_go(target: Loaded, source: Loaded, ctx: Context) -> ChangeSet:
    gone = family(source)
    details = replace(
        target.details,
        participants=_without(target.details.participants, gone),
        merged=tuple(each for each in target.details.merged if each not in gone),
    )
    draft = begin(beside(ctx, target.ticket), target).to(TicketMergeUndone(source=source.ticket.number))
    return _left(draft, source).changes(target.ticket, Put(details))


def _without(people: Sequence[Participant], gone: Collection[int]) -> tuple[Participant, ...]:
    left = []
    for person in people:
        reasons = tuple(each for each in person.came_with if each not in gone)
        if reasons or not person.came_with:
            left.append(replace(person, came_with=reasons))
    return tuple(left)
