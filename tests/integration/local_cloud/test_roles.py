"""Two mends that only an emulator which checks roles needs: each defect is there as shipped, and gone with the mend."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.client import LocalCloud
from infra.local.roles import leading_keys
from tests.integration.local_cloud.conftest import Aws

pytestmark = pytest.mark.local_cloud
DROP = "MiniStack does this right by itself now; drop the mend"


@pytest.fixture(scope="module")
def strict_shipped() -> Iterator[Aws]:
    with LocalCloud(deploy=False, mended=False, roles=True) as cloud:
        yield Aws(cloud)


@pytest.fixture(scope="module")
def strict() -> Iterator[Aws]:
    with LocalCloud(deploy=False, roles=True) as cloud:
        yield Aws(cloud)


def as_tenant(aws: Aws, service: str, statement: dict[str, Any]) -> Any:
    """A client of somebody who may do this, tagged as tenant `tnt_a`."""
    iam, name = aws.client("iam"), f"r{uuid.uuid4().hex[:8]}"
    root = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Statement": [root]}))["Role"]["Arn"]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy)
    taken = aws.client("sts").assume_role(
        RoleArn=role, RoleSessionName="test", Tags=[{"Key": "tenant", "Value": "tnt_a"}]
    )["Credentials"]
    return boto3.client(
        service,
        endpoint_url=aws.cloud.outputs["aws_endpoint_url"],
        region_name="us-east-1",
        aws_access_key_id=taken["AccessKeyId"],
        aws_secret_access_key=taken["SecretAccessKey"],
        aws_session_token=taken["SessionToken"],
    )


def allowed(call: Any, **arguments: Any) -> bool:
    try:
        call(**arguments)
    except ClientError as error:
        if "AccessDenied" not in error.response["Error"]["Code"]:
            raise
        return False
    return True


def reaches(aws: Aws) -> list[bool]:
    """Whether a policy for keys like `T#a#*` lets a key through that is, and one that is not."""
    name = f"t{uuid.uuid4().hex[:8]}"
    aws.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    )
    condition = {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["T#a#*"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    may = {"Action": "dynamodb:GetItem", "Resource": "*", "Condition": condition}
    client = as_tenant(aws, "dynamodb", may)
    return [allowed(client.get_item, TableName=name, Key={"pk": {"S": f"T#{tenant}#X"}}) for tenant in ("a", "b")]


def test_leading_keys_count(strict_shipped: Aws, strict: Aws) -> None:
    assert reaches(strict_shipped) == [False, False], DROP
    assert reaches(strict) == [True, False]


def opens(aws: Aws) -> list[bool]:
    """Whether a policy for the prefix of the session's tag lets an object below it through, and another one."""
    name = f"b{uuid.uuid4().hex[:8]}"
    aws.client("s3").create_bucket(Bucket=name)
    may = {"Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{name}/${{aws:PrincipalTag/tenant}}/*"}
    client = as_tenant(aws, "s3", may)
    return [allowed(client.put_object, Bucket=name, Key=f"{tenant}/x", Body=b"x") for tenant in ("tnt_a", "tnt_b")]


def test_tags_stand_in_policies(strict_shipped: Aws, strict: Aws) -> None:
    assert opens(strict_shipped) == [False, False], DROP
    assert opens(strict) == [True, False]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}, ["a"]),
        ({"Item": {"pk": {"S": "a"}, "g1pk": {"S": "b"}}}, ["a"]),
        ({"RequestItems": {"t": {"Keys": [{"pk": {"S": "a"}}, {"pk": {"S": "b"}}]}}}, ["a", "b"]),
        (
            {"TransactItems": [{"Put": {"Item": {"pk": {"S": "a"}}}}, {"Delete": {"Key": {"pk": {"S": "b"}}}}]},
            ["a", "b"],
        ),
        (
            {
                "KeyConditionExpression": "#0 = :0 AND begins_with(#1, :1)",
                "ExpressionAttributeNames": {"#0": "pk", "#1": "sk"},
                "ExpressionAttributeValues": {":0": {"S": "a"}, ":1": {"S": "b"}},
            },
            ["a"],
        ),
        (
            {"KeyConditionExpression": "g1pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}},
            ["a"],
        ),
        ({"TableName": "t"}, []),
    ],
)
def test_the_keys_of_a_request(asked: dict[str, Any], keys: list[str]) -> None:
    assert leading_keys(json.dumps(asked).encode()) == keys
