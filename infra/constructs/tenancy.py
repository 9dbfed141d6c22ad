"""The role whose sessions reach one tenant: which one, the session's tag says, and AWS itself compares."""

from collections.abc import Iterable
from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.grants import INDEXES, ITEM_READS, ITEM_WRITES, allow, only_keys, table_key
from infra.constructs.storage import Storage
from infra.topology import CONTENT_PREFIXES, TENANT_IDS, TENANT_KEYS, TENANT_TAG

_TAKE = ["sts:AssumeRole", "sts:TagSession"]


class TenantData(iam.Role):
    """Items whose partition key begins with the tenant's, and objects below the tenant's prefixes."""

    def __init__(self, scope: Construct, construct_id: str, *, storage: Storage) -> None:
        super().__init__(
            scope,
            construct_id,
            assumed_by=iam.AccountRootPrincipal(),
            description="Sessions tagged with a tenant reach this tenant's data",
            max_session_duration=Duration.hours(1),
        )
        table = storage.table.table_arn
        indexes = [f"{table}/index/{name}" for name in INDEXES]
        objects = [storage.content.arn_for_objects(f"{prefix}{TENANT_TAG}/*") for prefix in CONTENT_PREFIXES]
        for statement in (
            only_keys(allow([*ITEM_READS, *ITEM_WRITES, "dynamodb:DeleteItem"], table), TENANT_KEYS),
            only_keys(allow(["dynamodb:Query"], table, *indexes), TENANT_KEYS),
            table_key(storage, "kms:Encrypt", "kms:Decrypt"),
            allow(["s3:GetObject", "s3:PutObject"], *objects),
        ):
            self.add_to_policy(statement)

    def trust(self, roles: Iterable[iam.IRole]) -> None:
        """Let exactly these roles take a session, and only one tagged with a tenant and nothing else."""
        statement = iam.PolicyStatement(
            principals=[iam.ArnPrincipal(role.role_arn) for role in roles],
            actions=_TAKE,
            conditions={
                "StringLike": {"aws:RequestTag/tenant": TENANT_IDS},
                "ForAllValues:StringEquals": {"aws:TagKeys": ["tenant"]},
            },
        )
        own = cast("iam.CfnRole", self.node.default_child)
        own.assume_role_policy_document = iam.PolicyDocument(statements=[statement])
