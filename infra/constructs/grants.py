"""IAM statements for the grants that `infra.topology` names: exact actions on exact resources."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Aws
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses

from infra.constructs.storage import RAW_PREFIX, RECEIPT_PREFIX, Storage
from infra.topology import KEYS_OF_ANY_TENANT, SOCKET_LINES, SYSTEM_KEYS, Grant

if TYPE_CHECKING:
    from infra.constructs.timing import Timing  # which needs functions, which need grants

INDEXES = ("gsi1", "gsi2", "gsi3", "gsi5")
# Its keys name no tenant: for the sweep alone.
DUE_INDEX = "gsi4"
LEADING_KEYS = "dynamodb:LeadingKeys"

# How the names of posted mails begin: those of received ones are not to be written over.
POSTED = "in-"

ITEM_READS = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem"]
ITEM_WRITES = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
# SES v2 has one call for both, but authorises raw content by the second name.
_SENDS = ["ses:SendEmail", "ses:SendRawEmail"]

_ACCOUNT_WRITES = [
    "cognito-idp:AdminCreateUser",
    "cognito-idp:AdminSetUserPassword",
    "cognito-idp:AdminEnableUser",
    "cognito-idp:AdminDisableUser",
    "cognito-idp:AdminUserGlobalSignOut",
    "cognito-idp:AdminSetUserMFAPreference",
]


@dataclass(frozen=True, kw_only=True)
class Grants:
    """Everything a grant can be about."""

    storage: Storage
    bus: events.EventBus
    signing_secret: secretsmanager.Secret
    edge_secret: secretsmanager.Secret
    configuration_set: ses.ConfigurationSet
    socket_stage_arn: str
    trail_queue_arn: str
    timing: "Timing"
    mail_in_arn: str
    user_pool_arn: str
    tenant_role: iam.Role
    ending_role: iam.Role

    def statements(self, grant: Grant) -> list[iam.PolicyStatement]:
        """The statements that allow `grant` and nothing more."""
        match grant:
            case Grant.SYSTEM_READ:
                return self._some_keys(SYSTEM_KEYS, [*ITEM_READS, "dynamodb:Query"], "kms:Decrypt")
            case Grant.SYSTEM_WRITE:
                writes = [*ITEM_WRITES, "dynamodb:DeleteItem"]
                return self._some_keys(SYSTEM_KEYS, writes, "kms:Encrypt", "kms:Decrypt")
            case Grant.SOCKET_LINES:
                # What a socket says comes with the gateway's name of it alone; whose it is has to be found first.
                single = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"]
                return self._some_keys(SOCKET_LINES, single, "kms:Encrypt", "kms:Decrypt")
            case Grant.KEYS_READ:
                # Who calls is not known yet, so the tenant is any; the partition is that of keys alone.
                return self._some_keys(KEYS_OF_ANY_TENANT, ["dynamodb:GetItem"], "kms:Decrypt")
            case Grant.TENANT_ASSUME:
                return [allow(["sts:AssumeRole", "sts:TagSession"], self.tenant_role.role_arn)]
            case Grant.RAW_POST:
                raw, names = self.storage.raw, (f"{RAW_PREFIX}{POSTED}*", f"{RECEIPT_PREFIX}{POSTED}*")
                return [
                    allow(["s3:PutObject"], *map(raw.arn_for_objects, names)),
                    allow(["lambda:InvokeFunction"], self.mail_in_arn),
                ]
            case Grant.MAIL_SEND:
                return self._mail_send()
            case Grant.ACCOUNTS_WRITE:
                return [allow(_ACCOUNT_WRITES, self.user_pool_arn)]
            case _:
                return self._of_an_end(grant)

    def _of_an_end(self, grant: Grant) -> list[iam.PolicyStatement]:
        match grant:
            case Grant.ENDING_ASSUME:
                return [allow(["sts:AssumeRole", "sts:TagSession"], self.ending_role.role_arn)]
            case Grant.ENDING_KEYS:
                return self._ending_keys()
            case Grant.ENDING_MAIL:
                return self._ending_mail()
            case _:
                return self._of_time(grant)

    def _ending_keys(self) -> list[iam.PolicyStatement]:
        scan = allow(["dynamodb:Scan"], self.storage.table.table_arn)
        # Keys, and whose what is the system's is, which the filter compares.
        scan.add_condition("ForAllValues:StringEquals", {"dynamodb:Attributes": ["pk", "sk", "t"]})
        # "For all" is also true of none, which would be all of an item.
        scan.add_condition("StringEquals", {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"})
        scan.add_condition("Null", {"dynamodb:Attributes": "false"})
        return [scan, table_key(self.storage, "kms:Decrypt")]

    def _ending_mail(self) -> list[iam.PolicyStatement]:
        raw = self.storage.raw
        both = [raw.arn_for_objects(f"{prefix}*") for prefix in (RAW_PREFIX, RECEIPT_PREFIX)]
        return [
            allow(["s3:GetObject"], both[1]),
            allow(["s3:DeleteObject", "s3:DeleteObjectVersion"], *both),
            allow(["s3:ListBucketVersions"], raw.bucket_arn),
        ]

    def _of_time(self, grant: Grant) -> list[iam.PolicyStatement]:
        match grant:
            case Grant.TIMER_SET:
                return self._timer_set()
            case Grant.CHAIN_RUN:
                return [
                    allow(["states:StartExecution"], self.timing.escalation_arn),
                    allow(["states:StopExecution"], self.timing.executions_arn),
                ]
            case _:
                action, *resources = self._of_one_action()[grant]
                return [allow([action], *resources)]

    def _some_keys(self, pattern: str, actions: list[str], *with_key: str) -> list[iam.PolicyStatement]:
        allowed = allow(actions, self.storage.table.table_arn)
        return [only_keys(allowed, pattern), table_key(self.storage, *with_key)]

    def _of_one_action(self) -> dict[Grant, tuple[str, ...]]:
        storage, objects = self.storage, "s3:GetObject"
        sockets = (f"{self.socket_stage_arn}/{method}/@connections/*" for method in ("POST", "DELETE"))
        return {
            Grant.ENDING_ACCOUNTS: ("cognito-idp:AdminDeleteUser", self.user_pool_arn),
            Grant.ENDING_TIMERS: ("scheduler:DeleteSchedule", self.timing.schedules_arn),
            Grant.DUE_READ: ("dynamodb:Query", f"{storage.table.table_arn}/index/{DUE_INDEX}"),
            Grant.RAW_READ: (objects, storage.raw.arn_for_objects(f"{RAW_PREFIX}*")),
            Grant.RECEIPT_WRITE: ("s3:PutObject", storage.raw.arn_for_objects(f"{RECEIPT_PREFIX}*")),
            Grant.SECRET_READ: ("secretsmanager:GetSecretValue", self.signing_secret.secret_arn),
            Grant.EDGE_SECRET_READ: ("secretsmanager:GetSecretValue", self.edge_secret.secret_arn),
            Grant.CHAIN_SEE: ("states:DescribeExecution", self.timing.executions_arn),
            Grant.BUS_PUT: ("events:PutEvents", self.bus.event_bus_arn),
            Grant.TRAIL_SEND: ("sqs:SendMessage", self.trail_queue_arn),
            Grant.SOCKET_POST: ("execute-api:ManageConnections", *sockets),
        }

    def _timer_set(self) -> list[iam.PolicyStatement]:
        passing = allow(["iam:PassRole"], self.timing.schedule_role.role_arn)
        passing.add_condition("StringEquals", {"iam:PassedToService": "scheduler.amazonaws.com"})
        calls = ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"]
        return [allow(calls, self.timing.schedules_arn), passing]

    def _mail_send(self) -> list[iam.PolicyStatement]:
        # Mailboxes are made while the product runs, so the identity is any verified one of this account.
        here = f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}"
        name = self.configuration_set.configuration_set_name
        return [allow(_SENDS, f"{here}:identity/*", f"{here}:configuration-set/{name}")]


def allow(actions: list[str], *resources: str) -> iam.PolicyStatement:
    """Exactly these actions on exactly these resources."""
    return iam.PolicyStatement(actions=actions, resources=list(resources))


def only_keys(statement: iam.PolicyStatement, pattern: str) -> iam.PolicyStatement:
    """The same for partition keys of this form alone; a request that names no key is refused."""
    statement.add_condition("ForAllValues:StringLike", {LEADING_KEYS: [pattern]})
    # "For all" is also true of none.
    statement.add_condition("Null", {LEADING_KEYS: "false"})
    return statement


def table_key(storage: Storage, *actions: str) -> iam.PolicyStatement:
    """The table's key, as DynamoDB uses it for whoever asks."""
    statement = allow([*actions], storage.key.key_arn)
    statement.add_condition("StringEquals", {"kms:ViaService": f"dynamodb.{Aws.REGION}.amazonaws.com"})
    return statement
