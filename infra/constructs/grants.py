"""IAM statements for the grants that `infra.topology` names: exact actions on exact resources."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Aws
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses

from infra.constructs.storage import FILE_PREFIX, RAW_PREFIX, RECEIPT_PREFIX, UPLOAD_PREFIX, Storage
from infra.topology import KEYS_OF_ANY_TENANT, Grant

if TYPE_CHECKING:
    from infra.constructs.timing import Timing  # which needs functions, which need grants

INDEXES = ("gsi1", "gsi2", "gsi3")
# Its keys name no tenant: for the sweep alone.
DUE_INDEX = "gsi4"

# How the names of posted mails begin: those of received ones are not to be written over.
POSTED = "in-"

_ITEM_READS = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem"]
_ITEM_WRITES = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
# SES v2 has one call for both, but authorises raw content by the second name.
_SENDS = ["ses:SendEmail", "ses:SendRawEmail"]


@dataclass(frozen=True, kw_only=True)
class Grants:
    """Everything a grant can be about."""

    storage: Storage
    bus: events.EventBus
    signing_secret: secretsmanager.Secret
    configuration_set: ses.ConfigurationSet
    socket_stage_arn: str
    timing: "Timing"
    mail_in_arn: str

    def statements(self, grant: Grant) -> list[iam.PolicyStatement]:
        """The statements that allow `grant` and nothing more."""
        match grant:
            case Grant.TABLE_READ:
                return self._table_read()
            case Grant.TABLE_WRITE:
                table = self.storage.table.table_arn
                return [_allow(_ITEM_WRITES, table), self._table_key("kms:Encrypt", "kms:Decrypt")]
            case Grant.RAW_POST:
                raw, names = self.storage.raw, (f"{RAW_PREFIX}{POSTED}*", f"{RECEIPT_PREFIX}{POSTED}*")
                return [
                    _allow(["s3:PutObject"], *map(raw.arn_for_objects, names)),
                    _allow(["lambda:InvokeFunction"], self.mail_in_arn),
                ]
            case Grant.KEYS_READ:
                return self._keys_read()
            case Grant.MAIL_SEND:
                return self._mail_send()
            case Grant.TIMER_SET:
                return self._timer_set()
            case Grant.CHAIN_RUN:
                return [
                    _allow(["states:StartExecution"], self.timing.escalation_arn),
                    _allow(["states:StopExecution"], self.timing.executions_arn),
                ]
            case _:
                action, *resources = self._of_one_action()[grant]
                return [_allow([action], *resources)]

    def _of_one_action(self) -> dict[Grant, tuple[str, ...]]:
        storage, objects = self.storage, "s3:GetObject"
        sockets = (f"{self.socket_stage_arn}/{method}/@connections/*" for method in ("POST", "DELETE"))
        return {
            Grant.DUE_READ: ("dynamodb:Query", f"{storage.table.table_arn}/index/{DUE_INDEX}"),
            Grant.RAW_READ: (objects, storage.raw.arn_for_objects(f"{RAW_PREFIX}*")),
            Grant.RECEIPT_WRITE: ("s3:PutObject", storage.raw.arn_for_objects(f"{RECEIPT_PREFIX}*")),
            Grant.CONTENT_READ: (objects, storage.content.arn_for_objects("*")),
            Grant.CONTENT_WRITE: ("s3:PutObject", storage.content.arn_for_objects("*")),
            Grant.TABLE_REMOVE: ("dynamodb:DeleteItem", storage.table.table_arn),
            Grant.FILES_WRITE: (
                "s3:PutObject",
                *(storage.content.arn_for_objects(f"{prefix}*") for prefix in (UPLOAD_PREFIX, FILE_PREFIX)),
            ),
            Grant.SECRET_READ: ("secretsmanager:GetSecretValue", self.signing_secret.secret_arn),
            Grant.BUS_PUT: ("events:PutEvents", self.bus.event_bus_arn),
            Grant.SOCKET_POST: ("execute-api:ManageConnections", *sockets),
        }

    def _table_read(self) -> list[iam.PolicyStatement]:
        table = self.storage.table.table_arn
        return [
            _allow(_ITEM_READS, table),
            _allow(["dynamodb:Query"], table, *(f"{table}/index/{name}" for name in INDEXES)),
            self._table_key("kms:Decrypt"),
        ]

    def _keys_read(self) -> list[iam.PolicyStatement]:
        # Who calls is not known yet, so the tenant is any; the partition is that of keys alone.
        reading = _allow(["dynamodb:GetItem"], self.storage.table.table_arn)
        reading.add_condition("ForAllValues:StringLike", {"dynamodb:LeadingKeys": [KEYS_OF_ANY_TENANT]})
        return [reading, self._table_key("kms:Decrypt")]

    def _timer_set(self) -> list[iam.PolicyStatement]:
        passing = _allow(["iam:PassRole"], self.timing.schedule_role.role_arn)
        passing.add_condition("StringEquals", {"iam:PassedToService": "scheduler.amazonaws.com"})
        calls = ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"]
        return [_allow(calls, self.timing.schedules_arn), passing]

    def _table_key(self, *actions: str) -> iam.PolicyStatement:
        statement = _allow([*actions], self.storage.key.key_arn)
        statement.add_condition("StringEquals", {"kms:ViaService": f"dynamodb.{Aws.REGION}.amazonaws.com"})
        return statement

    def _mail_send(self) -> list[iam.PolicyStatement]:
        # Mailboxes are made while the product runs, so the identity is any verified one of this account.
        here = f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}"
        name = self.configuration_set.configuration_set_name
        return [_allow(_SENDS, f"{here}:identity/*", f"{here}:configuration-set/{name}")]


def _allow(actions: list[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=list(resources))
