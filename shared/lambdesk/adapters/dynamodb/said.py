"""How messages and drafts are kept. Words of some length are folded: text and HTML say the same, and compress well."""

import json
import zlib
from typing import Any, TypeVar

from lambdesk.adapters.dynamodb.shapes import (
    ACTOR,
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
    TEXTS,
    Part,
    Shape,
    dumps,
    member,
)
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.conversations.model import (
    Attachment,
    Called,
    Channel,
    Delivery,
    MailClass,
    MailFacts,
    Message,
    MessageKind,
    SavedDraft,
    SendState,
    UndoFacts,
)

T = TypeVar("T")
# Below this folding saves nothing.
FOLD_FROM = 300
_BODY, _HTML, _FOLDED = "b", "h", "z"


class Worded(Shape[T]):
    """A shape with a body and perhaps HTML, which stand in one binary attribute when they are long."""

    def pack(self, entity: T) -> Item:
        item = super().pack(entity)
        words = [item[name]["S"] if name in item else None for name in (_BODY, _HTML)]
        if sum(map(len, filter(None, words))) < FOLD_FROM:
            return item
        kept = {name: value for name, value in item.items() if name not in (_BODY, _HTML)}
        return {**kept, _FOLDED: {"B": zlib.compress(dumps(words).encode("utf-8", "surrogatepass"), 9)}}

    def unpack(self, item: Item, **told: Any) -> T:
        if _FOLDED in item:
            words = json.loads(zlib.decompress(bytes(item[_FOLDED]["B"])))
            pairs = zip((_BODY, _HTML), words, strict=True)
            item = {**item, **{name: {"S": text} for name, text in pairs if text is not None}}
        return super().unpack(item, **told)


ATTACHMENT = Part(
    Attachment,
    name=TEXT,
    media_type=TEXT,
    size=NUMBER,
    key=TEXT,
    content_id=TEXT,
    sha256=TEXT,
    inline=FLAG,
)
MAIL_FACTS = Part(
    MailFacts,
    raw_key=TEXT,
    message_id=TEXT,
    mail_class=member(MailClass),
    authenticated=FLAG,
    recipients=TEXTS,
)
DELIVERY = Part(
    Delivery,
    state=member(SendState),
    to=TEXTS,
    cc=TEXTS,
    provider_id=TEXT,
    error=TEXT,
    started_at=MOMENT,
    bcc=TEXTS,
    send_after=MOMENT,
    scheduled=FLAG,
    bounced=TEXTS,
)
CALLED = Part(
    Called,
    level=NUMBER,
    next_at=MOMENT,
    acknowledged_by=TEXT,
    acknowledged_at=MOMENT,
    metric=TEXT,
    breach=MOMENT,
    called=NUMBER,
)
UNDO = Part(
    UndoFacts,
    version=NUMBER,
    state=TEXT,
    last_message_at=MOMENT,
    last_message_by=TEXT,
    assignee_id=TEXT,
    status_id=TEXT,
    answered=TEXTS,
    called=CALLED.many(),
    breached=TEXTS,
)
MESSAGE = Worded(
    Message,
    kind=("k", member(MessageKind)),
    author=("a", ACTOR),
    author_name=("n", TEXT),
    body=(_BODY, TEXT),
    channel=("c", member(Channel)),
    created_at=("w", MOMENT),
    quoted_from=("q", NUMBER),
    body_key=("bk", TEXT),
    attachments=("f", ATTACHMENT.many()),
    mail=("m", MAIL_FACTS.one()),
    delivery=("o", DELIVERY.one()),
    version=("v", NUMBER),
    html=(_HTML, TEXT),
    html_key=("hk", TEXT),
    meant_for=("mf", NUMBER),
    undo=("u", UNDO.one()),
)
DRAFT = Worded(
    SavedDraft,
    kind=("k", member(MessageKind)),
    body=(_BODY, TEXT),
    updated_at=("w", MOMENT),
    updated_by=("a", TEXT),
    version=("v", NUMBER),
    html=(_HTML, TEXT),
    to=("to", TEXTS),
    cc=("cc", TEXTS),
    bcc=("bc", TEXTS),
    attachments=("f", ATTACHMENT.many()),
)
