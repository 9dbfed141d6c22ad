"""What is told of a ticket that another system had."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lambdesk.conversations.model import Channel, MessageKind
from lambdesk.customers.model import CustomerAddress
from lambdesk.kit.text import normal_address
from lambdesk.tickets.commands import UNSET, Noted, Unset
from lambdesk.tickets.model import FieldValue, Priority, State


@dataclass(frozen=True)
class Author:
    """Somebody by the address they had there, an agent perhaps by their name alone."""

    email: str | None = None
    name: str = ""


@dataclass(frozen=True)
class PastMessage:
    """What was said at a moment: CUSTOMER without an author is the requester's."""

    at: datetime
    kind: MessageKind
    body: str
    author: Author = field(default_factory=Author)


@dataclass(frozen=True)
class PastChange:
    """What was changed at a moment, as far as it is named; `by` is an agent's address, None for nobody known.

    `assignee` is an agent's address, None for nobody.
    """

    at: datetime
    by: str | None = None
    state: State | None = None
    priority: Priority | None = None
    assignee: str | Unset | None = UNSET


@dataclass(frozen=True)
class ImportTicket:
    """A ticket of the system `source`, where it is called `source_id`. `body` is what it began with.

    Priority, assignee (an address) and what is `noted` are those of its beginning. `state` is where it stands there
    now, None when that is what its past leads to. `fields` are values by the keys of custom fields.
    """

    source: str
    source_id: str
    subject: str
    body: str
    requester: Author
    created_at: datetime
    messages: tuple[PastMessage, ...] = ()
    changes: tuple[PastChange, ...] = ()
    priority: Priority = Priority.NORMAL
    channel: Channel = Channel.API
    assignee: str | None = None
    noted: Noted = field(default_factory=Noted)
    fields: Mapping[str, FieldValue | None] = field(default_factory=dict)
    state: State | None = None
    mailbox: str | None = None

    @property
    def customers(self) -> dict[str, Author]:
        """Those who asked and wrote as customers, by address, the requester first."""
        written = (each.author for each in self.messages if each.kind is MessageKind.CUSTOMER)
        people = (each for each in (self.requester, *written) if each.email)
        return {normal_address(each.email or ""): each for each in reversed([*people])}

    @property
    def agents(self) -> frozenset[str]:
        """The addresses of all who worked on it."""
        named = {each.author.email for each in self.messages if each.kind is not MessageKind.CUSTOMER}
        named |= {each.by for each in self.changes} | {self.assignee}
        named |= {each.assignee for each in self.changes if isinstance(each.assignee, str)}
        return frozenset(normal_address(each) for each in named if each)


@dataclass(frozen=True)
class People:
    """Who is meant here, by normal address. An agent who is no member here is not among `agents`."""

    customers: Mapping[str, CustomerAddress]
    agents: Mapping[str, str]
