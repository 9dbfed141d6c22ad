"""The transitions of the product's semantics, written down a second time so that the code is held to them."""

from lambdesk.tickets.model import State

NEW, OPEN, PENDING, ON_HOLD = State.NEW, State.OPEN, State.PENDING, State.ON_HOLD
RESOLVED, REOPENED, CLOSED, SPAM = State.RESOLVED, State.REOPENED, State.CLOSED, State.SPAM

TERMINAL = {CLOSED, SPAM}

BY_AGENT = {
    NEW: {OPEN, PENDING, ON_HOLD, RESOLVED, SPAM},
    OPEN: {PENDING, ON_HOLD, RESOLVED, SPAM},
    REOPENED: {PENDING, ON_HOLD, RESOLVED, SPAM},
    PENDING: {OPEN, ON_HOLD, RESOLVED, SPAM},
    ON_HOLD: {OPEN, PENDING, RESOLVED, SPAM},
    RESOLVED: {REOPENED, SPAM},
    CLOSED: set[State](),
    SPAM: set[State](),
}

BY_CUSTOMER_MESSAGE = {PENDING: OPEN, ON_HOLD: OPEN, RESOLVED: REOPENED}
