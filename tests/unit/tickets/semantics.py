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
    # Not-spam: see `by_agent`.
    SPAM: set[State](),
}

BY_CUSTOMER_MESSAGE = {PENDING: OPEN, ON_HOLD: OPEN, RESOLVED: REOPENED}


def by_agent(state: State, state_before: State | None = None) -> set[State]:
    """Where an agent can take a ticket. Spam goes back to the state it came from, and nowhere else."""
    return {state_before} if state is SPAM and state_before else BY_AGENT[state]
