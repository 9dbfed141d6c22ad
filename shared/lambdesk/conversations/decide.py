"""What becomes of drafts: saved, given words back, taken along to another ticket."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from lambdesk.conversations.model import SHARED, Message, MessageKind, SavedDraft
from lambdesk.kit.changes import Insert, Remove, Replace, Write
from lambdesk.kit.errors import StaleVersion


@dataclass(frozen=True)
class Held:
    """A message that waits to be sent, with the draft that its words go back to, if there is one."""

    message: Message
    saved: SavedDraft | None


def save(draft: SavedDraft, stored: SavedDraft | None, expected: int | None) -> SavedDraft:
    """The draft as the next version. Raises StaleVersion when another one stands than its writer saw."""
    stands = stored.version if stored else None
    if stands != expected:
        raise StaleVersion(stands or 0)
    return replace(draft, version=(stands or 0) + 1)


def kept(draft: SavedDraft, before: SavedDraft | None) -> Write:
    """The write of a draft's next version; whoever else wrote meanwhile makes it fail."""
    return Replace(draft, before.version) if before else Insert(draft)


def with_words_of(saved: SavedDraft | None, message: Message, owner: str, at: datetime) -> SavedDraft:
    """The draft with what a message says before its own words."""
    words = SavedDraft(
        number=message.number,
        owner=owner,
        kind=MessageKind.REPLY,
        body=message.body,
        updated_at=at,
        updated_by=owner,
        version=0,
        html=message.html,
        to=message.delivery.to if message.delivery else (),
        cc=message.delivery.cc if message.delivery else (),
        bcc=message.delivery.bcc if message.delivery else (),
        attachments=message.attachments,
    )
    return _joined(words, saved)


def _joined(words: SavedDraft, below: SavedDraft | None) -> SavedDraft:
    """Both drafts' words. What was among ourselves in one of them stays so in both."""
    if below is None:
        return replace(words, version=1)
    rich = words.html is not None or below.html is not None
    internal = MessageKind.NOTE in (words.kind, below.kind)
    return replace(
        words,
        kind=MessageKind.NOTE if internal else MessageKind.REPLY,
        body="\n\n".join(filter(None, (words.body, below.body))),
        html=_html(words) + _html(below) if rich else None,
        attachments=tuple({each.key: each for each in (*words.attachments, *below.attachments)}.values()),
        version=below.version + 1,
    )


def _html(draft: SavedDraft) -> str:
    if draft.html is not None or not draft.body:
        return draft.html or ""
    return "<p>" + escape(draft.body, quote=False).replace("\n", "<br>") + "</p>"


def carry(
    waiting: Sequence[Message], drafts: Sequence[SavedDraft], there: Sequence[SavedDraft], number: int, at: datetime
) -> tuple[Write, ...]:
    """The writes that take what nobody has sent yet to ticket `number`, each to its author's draft.

    They are the words of the messages `waiting` and all `drafts` of another ticket; `there` are the drafts that ticket
    `number` has already, whose words come last. A draft that somebody saves meanwhile makes the change fail.
    """
    before = {each.owner: each for each in there}
    after = dict(before)
    for draft in drafts:
        after[draft.owner] = _joined(replace(draft, number=number), after.get(draft.owner))
    for message in waiting:
        owner = message.author.id or SHARED
        after[owner] = replace(with_words_of(after.get(owner), message, owner, at), number=number)
    writes: list[Write] = []
    for owner, draft in after.items():
        stands = before.get(owner)
        if draft is not stands:
            writes.append(kept(replace(draft, version=stands.version + 1 if stands else 1), stands))
    return (*writes, *(Remove(draft, draft.version) for draft in drafts))
