"""Which tickets somebody sees: the one rule behind every way to a ticket.

A team's ticket is its members' business. One without a team is nobody's yet: until somebody who sees all tickets has
put it where it belongs, it may be a complaint for one team that another must not read. So a reach over teams does not
cover it.
"""

import json

from lambdesk.identity.model import Caller, Reach
from lambdesk.tickets.model import Ticket


def sees_all(caller: Caller) -> bool:
    """Whether there is no ticket that the caller may not see: then none has to be looked at for it."""
    return caller.role.reach is Reach.ALL


def may_see(caller: Caller, ticket: Ticket) -> bool:
    """Whether a ticket, as it stands, is within the caller's reach."""
    return reaches(caller, ticket.assignee_id, ticket.team_id)


def may_see_row(caller: Caller, row: str) -> bool:
    """The same of a list row as it is stored."""
    if sees_all(caller):
        return True
    shown = json.loads(row)
    return reaches(caller, shown["assignee_id"], shown["team_id"])


def reaches(caller: Caller, assignee_id: str | None, team_id: str | None) -> bool:
    """The same of any ticket of this assignee and team."""
    match caller.role.reach:
        case Reach.ALL:
            return True
        case Reach.TEAMS:
            return assignee_id == caller.id or team_id in caller.teams
        case Reach.ASSIGNED:
            return assignee_id == caller.id
