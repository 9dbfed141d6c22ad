"""The roles whose sessions reach one tenant: which one, the session's tag says, and AWS itself compares."""

from collections.abc import Iterable
from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.grants import INDEXES, ITEM_READS, ITEM_WRITES, allow, only_keys, table_key
from infra.constructs.storage import Storage
from infra.topology import CONTENT_PREFIXES, TENANT_IDS, TENANT_KEYS, TENANT_TAG

_TAKE = ["sts:AssumeRole", "sts:TagSession"]


class OneTenant(iam.Role):
    """A role of sessions that say which tenant they are for; `may` says what."""

    def __init__(self, scope: Construct, construct_id: str, *, does: str, may: Iterable[iam.PolicyStatement]) -> None:
        super().__init__(
            scope,
            construct_id,
            assumed_by=iam.AccountRootPrincipal(),
            description=f"Sessions tagged with a tenant {does} this tenant's data",
            max_session_duration=Duration.hours(1),
        )
        for statement in may:
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


def tenant_data(scope: Construct, storage: Storage) -> OneTenant:
    """Items whose partition key begins with the tenant's, and objects below the tenant's prefixes."""
    table = storage.table.table_arn
    indexes = [f"{table}/index/{name}" for name in INDEXES]
    objects = [storage.content.arn_for_objects(f"{prefix}{TENANT_TAG}/*") for prefix in CONTENT_PREFIXES]
    may = (
        only_keys(allow([*ITEM_READS, *ITEM_WRITES, "dynamodb:DeleteItem"], table), TENANT_KEYS),
        only_keys(allow(["dynamodb:Query"], table, *indexes), TENANT_KEYS),
        table_key(storage, "kms:Encrypt", "kms:Decrypt"),
        allow(["s3:GetObject", "s3:PutObject"], *objects),
    )
    return OneTenant(scope, "TenantData", does="reach", may=may)


def tenant_end(scope: Construct, storage: Storage) -> OneTenant:
    """What `tenant_data` is about, to be deleted and nothing else: every version of every object."""
    table, content = storage.table.table_arn, storage.content
    prefixes = [f"{prefix}{TENANT_TAG}/*" for prefix in CONTENT_PREFIXES]
    listing = allow(["s3:ListBucketVersions"], content.bucket_arn)
    listing.add_condition("StringLike", {"s3:prefix": prefixes})
    may = (
        only_keys(allow(["dynamodb:BatchWriteItem", "dynamodb:DeleteItem"], table), TENANT_KEYS),
        table_key(storage, "kms:Encrypt", "kms:Decrypt"),
        allow(["s3:DeleteObject", "s3:DeleteObjectVersion"], *map(content.arn_for_objects, prefixes)),
        listing,
    )
    return OneTenant(scope, "TenantEnd", does="delete", may=may)
