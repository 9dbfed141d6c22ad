"""A tenant that has set up a little of everything for its tickets."""

from lambdesk.identity.model import ADMIN, MANAGER
from lambdesk.tickets.model import State
from lambdesk.tickets.settings.model import (
    Category,
    FieldDefinition,
    FieldType,
    Option,
    Required,
    Status,
    Team,
    TicketRules,
)

OPTIONS = (Option("s", "Small"), Option("m", "Medium"), Option("l", "Large"))
STATUSES = (
    Status("sta_1", State.OPEN, "Investigating", "In progress"),
    Status("sta_2", State.PENDING, "Waiting for a part", "Waiting", roles=(MANAGER, ADMIN)),
    Status("sta_3", State.RESOLVED, "Refunded", "Done"),
    Status("sta_4", State.ON_HOLD, "With the supplier", "In progress", replaced_by="sta_5"),
    Status("sta_5", State.ON_HOLD, "With others", "In progress"),
    Status("sta_6", State.SPAM, "Phishing", "Closed"),
)
FIELDS = (
    FieldDefinition("fld_1", "order_number", "Order", FieldType.REGEX, pattern="[0-9]{2}-[0-9]{4}"),
    FieldDefinition("fld_2", "weight", "Weight", FieldType.NUMBER),
    FieldDefinition("fld_3", "bought_on", "Bought on", FieldType.DATE),
    FieldDefinition("fld_4", "size", "Size", FieldType.SELECT, OPTIONS),
    FieldDefinition("fld_5", "colours", "Colours", FieldType.MULTI_SELECT, OPTIONS),
    FieldDefinition("fld_6", "insured", "Insured", FieldType.CHECKBOX),
    FieldDefinition("fld_7", "cause", "Cause", FieldType.TEXT, required=Required.RESOLVE),
    FieldDefinition("fld_8", "model", "Model", FieldType.TEXT, active=False),
)
CATEGORIES = (
    Category("cat_1", "Delivery"),
    Category("cat_2", "Damage", "cat_1"),
    Category("cat_3", "Lost", "cat_1", active=False, replaced_by="cat_2"),
)
TEAMS = (Team("team_1", "Billing"), Team("team_2", "Logistics"), Team("team_3", "Old", active=False))
RULES = TicketRules(
    statuses={each.id: each for each in STATUSES},
    fields={each.id: each for each in FIELDS},
    categories={each.id: each for each in CATEGORIES},
    teams={each.id: each for each in TEAMS},
    close_after_days=3,
    reopen_days=5,
    version=7,
)
