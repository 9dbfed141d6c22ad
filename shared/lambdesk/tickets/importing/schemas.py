"""Wire forms of imported tickets."""

from typing import Annotated, Literal

from pydantic import Field

from lambdesk.conversations.model import Channel
from lambdesk.conversations.schemas import Body
from lambdesk.kit.schema import Address, Input, Moment, MomentIn, Optional, Output
from lambdesk.sla.model import Metric
from lambdesk.tickets.model import Priority, State
from lambdesk.tickets.schemas import Clock, Fields, Id, NewTicketRequester, Subject, Tags, WirePriority

BODY_LIMIT_BYTES = 4_000_000
MESSAGES_LIMIT = CHANGES_LIMIT = 1_000
PastState = Literal["open", "pending", "on_hold", "resolved", "closed"]


class ImportAuthor(Input):
    """A customer by their address, the requester without one; an agent by address or name.

    An agent who is no member here wrote it all the same, under this name.
    """

    kind: Literal["customer", "agent"]
    email: Address | None = None
    name: Annotated[str, Field(max_length=120)] = ""


class ImportMessage(Input):
    """What was said. A note is an agent's."""

    at: MomentIn
    author: ImportAuthor
    kind: Literal["reply", "note"] = "reply"
    body: Body


class ImportChange(Input):
    """What was changed, as far as it is named; `by` is an agent's address. `assignee_email` null: nobody had it then.

    `open` also says that it was opened again.
    """

    at: MomentIn
    by: Address | None = None
    state: Optional[PastState] = None
    priority: Optional[WirePriority] = None
    assignee_email: Address | None = None


class NewImport(Input):
    """A ticket of another system, `source`, which calls it `source_id`. `body` is what it began with at `created_at`.

    Priority, assignee, team, category, tags and fields are those of its beginning; `changes` tell what came later. With
    `state` the import is refused when the past leads elsewhere. `dry_run`: say what would become of it; nothing is
    written.
    """

    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$", examples=["zendesk"])]
    source_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:/#-]{1,100}$", examples=["4711"])]
    subject: Subject
    body: Body
    requester: NewTicketRequester
    created_at: MomentIn
    messages: Annotated[tuple[ImportMessage, ...], Field(max_length=MESSAGES_LIMIT, strict=False)] = ()
    changes: Annotated[tuple[ImportChange, ...], Field(max_length=CHANGES_LIMIT, strict=False)] = ()
    priority: WirePriority = Priority.NORMAL
    channel: Annotated[Channel, Field(strict=False)] = Channel.API
    category_id: Id | None = None
    tags: Tags = ()
    fields: Fields = Field(default_factory=dict)
    team_id: Id | None = None
    assignee_email: Address | None = None
    state: PastState | None = None
    dry_run: bool = False


class ImportVerdict(Output):
    """A clock that ran, and what came of it: `open` when nothing did yet. Figures count it by its due moment."""

    metric: Metric
    started_at: Moment
    due_at: Moment
    verdict: Literal["met", "breached", "open"]
    answered_at: Moment | None
    seconds: int | None


class ImportedTicket(Output):
    """`number` and `label` are null for a dry run; `created` is false for that, and for what was here before.

    `clocks` are those that it has now; `verdicts` all that it ever had, by due moment.
    """

    number: int | None
    label: str | None
    created: bool
    state: State
    priority: Priority
    message_count: int
    policy_id: str | None
    policy_version: int | None
    clocks: list[Clock]
    verdicts: list[ImportVerdict]
