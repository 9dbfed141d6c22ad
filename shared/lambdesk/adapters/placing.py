"""Where things belong, for every store alike: which tenant may keep what, and in which list a ticket stands."""

from lambdesk.identity.model import AllowedOrigin, Leaving, Mailbox, Slug, StaffAddress, Tenant
from lambdesk.kit.changes import ChangeSet, Claim
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.tickets.model import Priority, State, StateCategory, Ticket

NOBODY = "none"
URGENCY = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


def check(tenant: str, changes: ChangeSet) -> None:
    """Raises ValueError for a change that would write outside its tenant: a defect of the caller, never a user's."""
    for write in changes.all_writes:
        if not isinstance(write, Claim) and not _at_home(tenant, write.entity):
            message = f"a {type(write.entity).__name__} of another tenant"
            raise ValueError(message)
    for part in changes.parts:
        if any(event.tenant != tenant for event in part.events):
            message = "an event of another tenant"
            raise ValueError(message)
        if part.events and not all(part.parent.partition(":")):
            message = f"{part.parent!r} keeps no timeline"
            raise ValueError(message)


def _at_home(tenant: str, entity: object) -> bool:
    match entity:
        case Slug() | Mailbox() | AllowedOrigin() | Leaving():
            return tenant == SYSTEM_TENANT
        case StaffAddress():
            return tenant in (entity.tenant, SYSTEM_TENANT)
        case Tenant():
            return tenant == entity.id
        case _:
            return True


def queue_of(ticket: Ticket) -> str:
    """The one queue a ticket stands in: closed tickets and spam by month, snoozed ones by themselves."""
    if ticket.asleep:
        return "snoozed"
    if ticket.state_category is not StateCategory.TERMINAL:
        return ticket.state_category.value
    kind = "spam" if ticket.state is State.SPAM else "closed"
    return f"{kind}#{ticket.updated_at:%Y%m}"


def owner_of(ticket: Ticket) -> str | None:
    """Whose open work a ticket is: the assignee's, else the team's, else nobody's; None when there is no work."""
    if ticket.state_category is not StateCategory.OPEN or ticket.asleep:
        return None
    return ticket.assignee_id or ticket.team_id or NOBODY
