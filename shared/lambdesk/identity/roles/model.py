"""The catalogue: every permission there is, in the order and under the headings in which people read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lambdesk.identity.model import Permission


@dataclass(frozen=True)
class Heading:
    """Permissions that belong together, each with what it lets somebody do."""

    id: str
    label: str
    permissions: Mapping[Permission, str]


CATALOGUE: Sequence[Heading] = (
    Heading(
        "tickets",
        "Tickets",
        {
            Permission.TICKETS_READ: "See tickets",
            Permission.TICKETS_WRITE: "Work on tickets: reply, note, change, merge",
            Permission.ESCALATIONS_ACKNOWLEDGE: "Take care of escalations",
        },
    ),
    Heading(
        "own",
        "For themselves",
        {
            Permission.PROFILE_READ: "Sign in and see their own profile",
            Permission.NOTIFICATIONS_READ: "See their notifications",
            Permission.NOTIFICATIONS_WRITE: "Choose and clear their notifications",
        },
    ),
    Heading(
        "people",
        "People",
        {
            Permission.USERS_READ: "See colleagues and roles",
            Permission.USERS_WRITE: "Invite, change and deactivate people",
            Permission.USERS_VIEW_AS: "Look at the desk as somebody else",
            Permission.ROLES_WRITE: "Make and change roles",
        },
    ),
    Heading(
        "workspace",
        "Workspace",
        {
            Permission.SETTINGS_WRITE: "Set up statuses, fields, categories, teams and texts",
            Permission.REPORTS_READ: "Read reports",
            Permission.TENANT_WRITE: "Change the workspace itself",
            Permission.API_KEYS_WRITE: "Make and revoke API keys",
            Permission.INBOUND_WRITE: "Send mail in from other providers",
            Permission.AUDIT_READ: "Read the audit trail",
        },
    ),
    Heading(
        "portal",
        "Customers",
        {
            Permission.PORTAL_READ: "See their own tickets",
            Permission.PORTAL_WRITE: "Write, answer and confirm on their own tickets",
        },
    ),
)
