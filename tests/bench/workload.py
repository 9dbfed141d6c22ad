"""What a deployment does in a month: the product's scale, and assumptions about people, each with its reason."""

from dataclasses import dataclass

DAYS = 30

# Agents: tickets a day; five messages a ticket. From the product's scale table.
TICKETS_A_DAY = {10: 100, 50: 500, 200: 2_000, 1_000: 10_000}

# What one ticket of five messages asks for: half of the messages are the customer's, and agents look more than they do.
PER_TICKET = {
    "mail_new": 1.0,
    "mail_reply": 1.5,
    "reply": 2.5,
    "mail_out": 2.5,
    "status": 2.5,
    "open": 5.0,
    "list": 5.0,
    # The clock starts with the ticket; the first answer takes its timer away again.
    "arm": 2.0,
    # Of every fifth ticket time warns, every twentieth is answered too late and calls further levels.
    "timer": 0.25,
    "escalate": 0.05,
    # A clock begins, somebody gets it, it is answered; states are no figures.
    "figure": 2.5,
    "no_figure": 2.5,
    # Told: who gets a ticket (every second one changes hands), and whose ticket is answered. Not told: of the rest.
    "notice": 2.0,
    "no_notice": 3.5,
    # Watching an opened ticket and leaving it: two messages of one topic, together what one of three topics costs.
    "subscribe": 5.0,
}
# Facts of a change, each an event on the bus: an opening tells of ticket, message, clock and timer, the first reply of
# target and timer too, a breach of its escalation.
FACTS = {"mail_new": 4, "mail_reply": 1, "reply": 1.8, "mail_out": 1, "status": 1, "timer": 2.2}
# Changes that lists show. The others show on the open ticket only.
ROWS = ("mail_new", "mail_reply", "reply", "status", "timer")
# Two levels are called after the first: Wait, Call and Going for each, then Done.
CHAIN_STEPS = 7
SWEEPS = 12 * 24 * DAYS

# Agents work 21 days of 8 hours; their desks are in view three fifths of that, with a ticket open half of the view.
MINUTES_CONNECTED = 21 * 8 * 60
WORKING_SECONDS = 8 * 3_600
ON_DUTY = 21 / DAYS
IN_VIEW = 0.6
ON_A_TICKET = 0.5
# What a desk says by itself: a ping, a new socket, and where its agent is. From the web client.
PING_MINUTES = 5
SOCKET_MINUTES = 110
PRESENCE_SECONDS = 20
# A change of a list is posted to every desk on duty that follows the ticket's queue, and to each at most twice a
# second. As long as tickets come to no team, all desks follow the one queue; a team has so many agents.
PUSHES_A_SECOND = 2.0
TEAM = 25
POSTS_AT_ONCE = 16

# A raw mail with its share of attachments, kept in the bucket; a month shows what a year has gathered.
RAW_MAIL_KB = 20
MONTHS_KEPT = 12

# A log line of ours and the three of the platform.
LOG_BYTES = 1_000
# What leaves the edge, compressed.
ANSWER_KB = {"list": 6.0, "open": 10.0}
OTHER_ANSWER_KB = 1.0

# Lambda: an arm64 core does in 1.3 times the time what the measuring machine's does, and 1,769 MB is one core.
SLOWER = 1.3
CORE_MB = 1_769
# An environment lives for minutes: so many starts an hour at all hours, and one in five hundred calls at busy ones.
STARTS_AN_HOUR = 4
START_SHARE = 0.002

# Tracing keeps the first call of each second and every twentieth of the others.
BUSY_SECONDS = 21 * 8 * 3_600
TRACED_SHARE = 0.05

# A queue's pollers: five, each asking every twenty seconds, whether there is work or not.
IDLE_POLLS = 5 * 3 * 60 * 24 * DAYS

# Milliseconds until a service answers, within the region; the first match counts.
WAITS = (
    ("TransactWriteItems", 12.0),
    ("TransactGetItems", 8.0),
    ("DynamoDB", 4.0),
    ("AWSEvents", 12.0),
    ("email", 60.0),
    ("execute-api", 8.0),
    ("scheduler", 20.0),
    ("AWSStepFunctions", 30.0),
    ("s3", 25.0),
)


@dataclass(frozen=True)
class Month:
    """So many agents, so many tickets."""

    agents: int
    tickets: int


def months() -> list[Month]:
    """The months of the scale table."""
    return [Month(agents, tickets * DAYS) for agents, tickets in TICKETS_A_DAY.items()]
