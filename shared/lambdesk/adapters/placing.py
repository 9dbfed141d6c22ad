"""Where things belong, for every store alike: which tenant may keep what, and in which list a ticket stands."""

from lambdesk.identity.model import Mailbox, Slug, StaffAddress, Tenant
from lambdesk.kit.changes import ChangeSet, Claim
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.tickets.model import Category, Priority, State, Ticket

NOBODY = "none"
URGENCY = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


def check(tenant: str, changes: ChangeSet) -> None:
    """Raises ValueError for a change that would write outside its tenant: a defect of the caller, never a user's."""
    for write in changes.writes:
        if not isinstance(write, Claim) and not _at_home(tenant, write.entity):
            message = f"a {type(write.entity).__name__} of another tenant"
            raise ValueError(message)
    if any(event.tenant != tenant for event in changes.events):
        message = "an event of another tenant"
        raise ValueError(message)
    if changes.events and not changes.parent.startswith("ticket:"):
        message = f"{changes.parent!r} keeps no timeline"
        raise ValueError(message)


def _at_home(tenant: str, entity: object) -> bool:
    match entity:
        case Slug() | Mailbox():
            return tenant == SYSTEM_TENANT
        case StaffAddress():
            return tenant in (entity.tenant, SYSTEM_TENANT)
        case Tenant():
            return tenant == entity.id
        case _:
            return True


def queue_of(ticket: Ticket) -> str:
    """The one queue a ticket stands in: closed tickets and spam by month."""
    if ticket.category is not Category.TERMINAL:
        return ticket.category.value
    kind = "spam" if ticket.state is State.SPAM else "closed"
    return f"{kind}#{ticket.updated_at:%Y%m}"


def owner_of(ticket: Ticket) -> str | None:
    """Whose open work a ticket is: the assignee's, else the team's, else nobody's; None when there is no work."""
    if ticket.category is not Category.OPEN:
        return None
    return ticket.assignee_id or ticket.team_id or NOBODY
