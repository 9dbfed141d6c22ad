"""What becomes of drafts: saved, given words back, taken along to another ticket."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from lambdesk.conversations.model import Message, MessageKind, SavedDraft
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


def move(drafts: Sequence[SavedDraft], there: Sequence[SavedDraft], number: int) -> tuple[Write, ...]:
    """The writes that take all drafts of one ticket to another, `there` being those that it has already."""
    writes: list[Write] = []
    for draft in drafts:
        before = next((each for each in there if each.owner == draft.owner), None)
        writes += [kept(_joined(replace(draft, number=number), before), before), Remove(draft)]
    return tuple(writes)
