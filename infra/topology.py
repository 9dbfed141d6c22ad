"""Every Lambda once: what triggers it, what it is told, what it may touch, how big it is.

Plain data without CDK: the stacks build from it, the tests compare it with `functions/` and the event registry, the
bench prices it. A new Lambda needs another trigger, other permissions or another size.
"""

from dataclasses import dataclass
from enum import Enum, auto

from infra.open_routes import OPEN_ROUTES
from infra.triggers import (
    BusQueue,
    Http,
    Moments,
    OrderedQueue,
    ReceivedMail,
    RequestAuthorizer,
    Rounds,
    Socket,
    TableStream,
    Trigger,
    Work,
    Written,
)

# The partitions that hold API keys.
KEYS_OF_ANY_TENANT = "T#*#KEY"
# Items that say whose a socket is, and nothing else.
SOCKET_LINES = "T#_system#WS#*"


class Setting(Enum):
    """A value a Lambda reads from its environment, there prefixed with `LAMBDESK_`."""

    STAGE = auto()
    LOG_LEVEL = auto()
    TABLE_NAME = auto()
    TENANT_ROLE_ARN = auto()
    ENDING_ROLE_ARN = auto()
    RAW_BUCKET = auto()
    CONTENT_BUCKET = auto()
    BUS_NAME = auto()
    USER_POOL_ID = auto()
    USER_POOL_CLIENT_ID = auto()
    TOKEN_ISSUER = auto()
    JWKS_URL = auto()
    SIGNING_SECRET_ARN = auto()
    EDGE_SECRET_ARN = auto()
    CONFIGURATION_SET = auto()
    ORIGIN = auto()
    CONTENT_URL = auto()
    SIGN_UP_DOMAIN = auto()
    WEBSOCKET_URL = auto()
    SOCKET_ENDPOINT = auto()
    SCHEDULE_GROUP = auto()
    SCHEDULE_ROLE_ARN = auto()
    TIMER_ARN = auto()
    MAIL_IN_ARN = auto()
    ESCALATION_ARN = auto()
    RELAY_DEAD_LETTERS_URL = auto()
    TRAIL_QUEUE_URL = auto()


class Grant(Enum):
    """A permission by what it is for; `infra.constructs.grants` turns it into IAM statements."""

    KEYS_READ = "read single API keys of any tenant"
    SYSTEM_READ = "read items that are no tenant's: slugs, mailboxes, who is staff where"
    SYSTEM_WRITE = "write items that are no tenant's"
    TENANT_ASSUME = "take a session that reaches one tenant's items and files"
    ENDING_ASSUME = "take a session that deletes one tenant's items and files"
    ENDING_KEYS = "read keys of the whole table, and nothing but keys"
    ENDING_MAIL = "read receipts, and delete raw mail with its receipts"
    ENDING_ACCOUNTS = "delete the accounts of staff"
    ENDING_TIMERS = "remove the timers of tickets"
    DUE_READ = "read which tickets of all tenants are due"
    RAW_READ = "read raw mail"
    RAW_POST = "store mail that other providers post, with its receipt, and have it taken in"
    RECEIPT_WRITE = "store the receipt beside the raw mail"
    SECRET_READ = "read the signing secret"  # noqa: S105 - no password, a permission
    EDGE_SECRET_READ = "read what the edge shows to the API"  # noqa: S105 - the same
    BUS_PUT = "put events on the bus"
    ACCOUNTS_WRITE = "make the accounts of staff, let them in or not, ask them for a second step or not"
    MAIL_SEND = "send mail with the configuration set"
    SOCKET_LINES = "note, read and forget whose a socket is"
    SOCKET_POST = "post to sockets of our own WebSocket API, and end them"
    TIMER_SET = "make, move and remove the timers of tickets"
    TRAIL_SEND = "send entries to the queue of the audit trail"
    CHAIN_RUN = "start and stop escalation chains"
    CHAIN_SEE = "see how escalation chains stand"


# Keys that a tenant's session reaches, and those of no tenant. The second half of a tag is closed by the separator: no
# tenant's keys begin with those of another.
TENANT_KEYS = "T#${aws:PrincipalTag/tenant}#*"
SYSTEM_KEYS = "T#_system#*"
# Prefixes of the content bucket below which each tenant has one of its own.
CONTENT_PREFIXES = ("", "files/", "uploads/", "exports/")
TENANT_TAG = "${aws:PrincipalTag/tenant}"
TENANT_IDS = "tnt_*"


@dataclass(frozen=True, kw_only=True)
class Function:
    """One Lambda. `init_budget_mi` is millions of user-mode instructions for a cold start, the gate of the bench.

    `traced`: X-Ray begins traces with it. Where nobody waits, the log's correlation ids tell as much for nothing.
    """

    name: str
    trigger: Trigger
    settings: tuple[Setting, ...]
    grants: tuple[Grant, ...]
    memory_mb: int
    timeout_seconds: int
    init_budget_mi: int
    traced: bool = False
    layers: tuple[str, ...] = ("core",)

    @property
    def handler(self) -> str:
        """The import path Lambda calls; the asset keeps the folders so that it is the same everywhere."""
        return f"functions.{self.name}.handler.handler"

    @property
    def queues(self) -> tuple[BusQueue, ...]:
        """The queues it works through."""
        match self.trigger:
            case BusQueue() as queue:
                return (queue,)
            case Work(queues=queues):
                return queues
            case _:
                return ()

    @property
    def environment(self) -> tuple[Setting, ...]:
        """Its settings with the two that every Lambda has."""
        return (Setting.STAGE, Setting.LOG_LEVEL, *self.settings)


FUNCTIONS = (
    Function(
        name="http_api",
        trigger=Http(
            open_routes=OPEN_ROUTES,
        ),
        settings=(
            *(Setting.TABLE_NAME, Setting.TENANT_ROLE_ARN, Setting.CONTENT_BUCKET, Setting.USER_POOL_ID),
            *(Setting.USER_POOL_CLIENT_ID, Setting.SIGNING_SECRET_ARN, Setting.ORIGIN),
            *(Setting.CONTENT_URL, Setting.WEBSOCKET_URL, Setting.RAW_BUCKET, Setting.MAIL_IN_ARN),
            *(Setting.SIGN_UP_DOMAIN, Setting.EDGE_SECRET_ARN, Setting.ESCALATION_ARN),
        ),
        grants=(
            *(Grant.SYSTEM_READ, Grant.SYSTEM_WRITE, Grant.TENANT_ASSUME, Grant.SECRET_READ),
            *(Grant.ACCOUNTS_WRITE, Grant.RAW_POST, Grant.EDGE_SECRET_READ, Grant.CHAIN_SEE),
        ),
        memory_mb=1024,
        timeout_seconds=20,
        init_budget_mi=2_100,
        traced=True,
    ),
    Function(
        name="authorizer",
        trigger=RequestAuthorizer(ttl_seconds=60),
        settings=(Setting.USER_POOL_CLIENT_ID, Setting.TOKEN_ISSUER, Setting.JWKS_URL, Setting.TABLE_NAME),
        grants=(Grant.KEYS_READ,),
        memory_mb=512,
        timeout_seconds=10,
        init_budget_mi=950,
    ),
    Function(
        name="websocket",
        trigger=Socket(),
        settings=(*(Setting.TABLE_NAME, Setting.TENANT_ROLE_ARN, Setting.SIGNING_SECRET_ARN, Setting.SOCKET_ENDPOINT),),
        grants=(Grant.SOCKET_LINES, Grant.TENANT_ASSUME, Grant.SECRET_READ, Grant.SOCKET_POST),
        memory_mb=512,
        timeout_seconds=10,
        init_budget_mi=950,
    ),
    Function(
        name="push",
        trigger=TableStream(
            items=(
                Written(prefix="E#"),
                Written(prefix="M#", operations=("INSERT", "MODIFY")),
                # Of the items named `A` only tickets stand in queues.
                Written(prefix="T#", attribute="g1pk", operations=("INSERT", "MODIFY")),
                Written(prefix="N#", operations=("INSERT", "MODIFY")),
                # The draft that all work on has this name.
                Written(prefix="shared", operations=("INSERT", "MODIFY", "REMOVE")),
            ),
            batch=100,
            retries=10,
            max_age_hours=1,
        ),
        settings=(Setting.TABLE_NAME, Setting.TENANT_ROLE_ARN, Setting.SOCKET_ENDPOINT),
        grants=(Grant.TENANT_ASSUME, Grant.SOCKET_POST),
        memory_mb=512,
        timeout_seconds=30,
        init_budget_mi=950,
    ),
    Function(
        name="mail_in",
        trigger=ReceivedMail(retries=2),
        settings=(
            *(Setting.TABLE_NAME, Setting.TENANT_ROLE_ARN, Setting.RAW_BUCKET, Setting.CONTENT_BUCKET),
            Setting.SIGNING_SECRET_ARN,
        ),
        grants=(
            *(Grant.SYSTEM_READ, Grant.SYSTEM_WRITE, Grant.TENANT_ASSUME, Grant.RAW_READ, Grant.RECEIPT_WRITE),
            Grant.SECRET_READ,
        ),
        memory_mb=1024,
        timeout_seconds=60,
        init_budget_mi=950,
        traced=True,
    ),
    Function(
        name="relay",
        # Many tries: they must outlast an outage of the bus. What nobody can read it puts into its dead letters itself:
        # the stream would try that as long, and hold up all behind it.
        trigger=TableStream(
            items=(Written(prefix="E#"), Written(prefix="O#")), batch=100, retries=1_000, max_age_hours=24
        ),
        settings=(Setting.BUS_NAME, Setting.RELAY_DEAD_LETTERS_URL, Setting.TRAIL_QUEUE_URL),
        grants=(Grant.BUS_PUT, Grant.TRAIL_SEND),
        memory_mb=512,
        timeout_seconds=30,
        init_budget_mi=950,
    ),
    Function(
        name="mail_out",
        trigger=Work(
            queues=(
                BusQueue(
                    queue="mail-out",
                    consumes=("message.created", "message.send_due"),
                    data=(("kind", ("reply",)), ("channel", ("mail",))),
                    batch=5,
                    receives=5,
                ),
                BusQueue(
                    queue="letters",
                    consumes=(
                        *("customer.sign_in_asked", "escalation.called", "session.reused", "user.break_glass_granted"),
                        *("user.invited", "user.locked", "user.mfa_reset", "tenant.sign_up_asked"),
                    ),
                    batch=5,
                    receives=5,
                ),
            )
        ),
        settings=(
            *(Setting.TABLE_NAME, Setting.TENANT_ROLE_ARN, Setting.CONTENT_BUCKET, Setting.SIGNING_SECRET_ARN),
            *(Setting.CONFIGURATION_SET, Setting.ORIGIN, Setting.SIGN_UP_DOMAIN),
        ),
        grants=(Grant.TENANT_ASSUME, Grant.SECRET_READ, Grant.MAIL_SEND),
        memory_mb=512,
        timeout_seconds=60,
        init_budget_mi=950,
    ),
    Function(
        name="timer",
        trigger=Moments(sweep_minutes=5, retries=2),
        settings=(Setting.TABLE_NAME, Setting.TENANT_ROLE_ARN),
        grants=(Grant.TENANT_ASSUME, Grant.DUE_READ),
        memory_mb=512,
        timeout_seconds=120,
        init_budget_mi=950,
    ),
    Function(
        name="ending",
        # A round has a quarter of an hour at most, so no two are at work together.
        trigger=Rounds(minutes=60),
        settings=(
            *(Setting.TABLE_NAME, Setting.TENANT_ROLE_ARN, Setting.ENDING_ROLE_ARN, Setting.RAW_BUCKET),
            *(Setting.CONTENT_BUCKET, Setting.USER_POOL_ID, Setting.USER_POOL_CLIENT_ID, Setting.SCHEDULE_GROUP),
            *(Setting.SCHEDULE_ROLE_ARN, Setting.TIMER_ARN),
        ),
        grants=(
            *(Grant.SYSTEM_READ, Grant.SYSTEM_WRITE, Grant.TENANT_ASSUME, Grant.ENDING_ASSUME, Grant.ENDING_KEYS),
            *(Grant.ENDING_MAIL, Grant.ENDING_ACCOUNTS, Grant.ENDING_TIMERS),
        ),
        memory_mb=512,
        timeout_seconds=900,
        init_budget_mi=950,
    ),
    Function(
        name="worker",
        trigger=Work(
            queues=(
                BusQueue(
                    queue="timers",
                    consumes=("ticket.timer_moved",),
                    batch=10,
                    receives=5,
                ),
                BusQueue(
                    queue="escalations",
                    consumes=("escalation.raised", "escalation.acknowledged", "escalation.ended"),
                    batch=10,
                    receives=5,
                ),
                BusQueue(
                    queue="webhooks",
                    consumes=("escalation.called",),
                    # An address of somebody else's may take its time: no other call waits for it.
                    batch=1,
                    receives=5,
                ),
                BusQueue(
                    queue="exports",
                    consumes=("tenant.export_asked", "tenant.export_continued"),
                    # A part takes most of the time that a call has.
                    batch=1,
                    receives=5,
                ),
                BusQueue(
                    queue="recomputations",
                    consumes=("recomputation.asked", "recomputation.continued"),
                    # A page of tickets takes seconds of the time that a call has.
                    batch=1,
                    receives=5,
                ),
                BusQueue(
                    queue="calendar-feeds",
                    consumes=("calendar.feed_set", "calendar.feed_asked"),
                    # The other side may take its time: nobody waits behind it.
                    batch=1,
                    receives=5,
                ),
                BusQueue(
                    queue="notices",
                    consumes=(
                        *("ticket.assigned", "ticket.state_changed", "ticket.unsnoozed", "message.created"),
                        *("sla.target_warned", "escalation.called"),
                    ),
                    batch=10,
                    receives=5,
                ),
                BusQueue(
                    queue="figures",
                    consumes=(
                        *("sla.clock_started", "sla.clock_resumed", "sla.clock_recomputed", "sla.clock_cancelled"),
                        *("sla.target_met", "sla.target_missed", "sla.target_breached", "sla.fact_voided"),
                        *(
                            "ticket.assigned",
                            "ticket.team_assigned",
                            "ticket.priority_changed",
                            "ticket.policy_changed",
                        ),
                        *("ticket.state_changed", "ticket.merged", "ticket.unmerged", "ticket.imported"),
                    ),
                    batch=10,
                    receives=5,
                ),
            ),
            ordered=(OrderedQueue(queue="audit", batch=10, receives=5),),
        ),
        settings=(
            *(Setting.TABLE_NAME, Setting.TENANT_ROLE_ARN, Setting.SCHEDULE_GROUP, Setting.SCHEDULE_ROLE_ARN),
            *(Setting.TIMER_ARN, Setting.ESCALATION_ARN, Setting.CONTENT_BUCKET, Setting.SIGNING_SECRET_ARN),
        ),
        grants=(Grant.TENANT_ASSUME, Grant.TIMER_SET, Grant.CHAIN_RUN, Grant.SECRET_READ),
        memory_mb=512,
        timeout_seconds=60,
        init_budget_mi=950,
    ),
)


def function(name: str) -> Function:
    """The Lambda of this name; `KeyError` when there is none."""
    return {each.name: each for each in FUNCTIONS}[name]
