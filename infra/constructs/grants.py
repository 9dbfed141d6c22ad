"""IAM statements for the grants that `infra.topology` names: exact actions on exact resources."""

from dataclasses import dataclass

from aws_cdk import Aws
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses

from infra.constructs.storage import RAW_PREFIX, RECEIPT_PREFIX, Storage
from infra.topology import Grant

INDEXES = ("gsi1", "gsi2", "gsi3")

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

    def statements(self, grant: Grant) -> list[iam.PolicyStatement]:
        """The statements that allow `grant` and nothing more."""
        storage, objects = self.storage, "s3:GetObject"
        match grant:
            case Grant.TABLE_READ:
                return self._table_read()
            case Grant.TABLE_WRITE:
                return [_allow(_ITEM_WRITES, storage.table.table_arn), self._table_key("kms:Encrypt", "kms:Decrypt")]
            case Grant.RAW_READ:
                return [_allow([objects], storage.raw.arn_for_objects(f"{RAW_PREFIX}*"))]
            case Grant.RECEIPT_WRITE:
                return [_allow(["s3:PutObject"], storage.raw.arn_for_objects(f"{RECEIPT_PREFIX}*"))]
            case Grant.CONTENT_READ:
                return [_allow([objects], storage.content.arn_for_objects("*"))]
            case Grant.CONTENT_WRITE:
                return [_allow(["s3:PutObject"], storage.content.arn_for_objects("*"))]
            case Grant.SECRET_READ:
                return [_allow(["secretsmanager:GetSecretValue"], self.signing_secret.secret_arn)]
            case Grant.BUS_PUT:
                return [_allow(["events:PutEvents"], self.bus.event_bus_arn)]
            case Grant.MAIL_SEND:
                return self._mail_send()

    def _table_read(self) -> list[iam.PolicyStatement]:
        table = self.storage.table.table_arn
        return [
            _allow(_ITEM_READS, table),
            _allow(["dynamodb:Query"], table, *(f"{table}/index/{name}" for name in INDEXES)),
            self._table_key("kms:Decrypt"),
        ]

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
