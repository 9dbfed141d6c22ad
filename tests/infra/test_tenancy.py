"""Who reaches what of tenants, as it is deployed: sessions with a tag, and the one Lambda that ends tenants."""

import json
from typing import Any

import pytest

from infra.constructs.function import pascal
from infra.topology import FUNCTIONS, SOCKET_LINES, Grant, function
from lambdesk.tenants.exporting.model import LIFETIME
from tests.infra.conftest import Stacks
from tests.infra.test_core import lambda_id, schedule_of


def policy(stacks: Stacks, role: str) -> list[dict[str, Any]]:
    """The statements of a role's own policy."""
    found = [each for each in stacks.core.properties("AWS::IAM::Policy") if each["PolicyName"].startswith(role)]
    return [statement for each in found for statement in each["PolicyDocument"]["Statement"]]


def actions(statement: dict[str, Any]) -> list[str]:
    named = statement["Action"]
    return named if isinstance(named, list) else [named]


def leading(statement: dict[str, Any]) -> Any:
    """The keys a statement is for; KeyError when it is for all."""
    assert statement["Condition"]["Null"] == {"dynamodb:LeadingKeys": "false"}
    return statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]


# What the table's stream is read with; it has nothing but what was just written.
STREAM = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
SCOPED = tuple(sorted(pascal(each.name) for each in FUNCTIONS if Grant.TENANT_ASSUME in each.grants))


@pytest.mark.parametrize("name", SCOPED)
def test_a_lambda_that_takes_tenants_sessions_reaches_only_what_is_no_tenants_itself(small: Stacks, name: str) -> None:
    on_the_table = [
        statement
        for statement in policy(small, f"{name}Role")
        if any(action.startswith("dynamodb:") and action not in STREAM for action in actions(statement))
    ]
    for statement in on_the_table:
        if "/index/gsi4" in json.dumps(statement["Resource"]):
            assert (name, actions(statement)) == ("Timer", ["dynamodb:Query"])
        elif "dynamodb:Scan" in actions(statement):
            # Keys alone: see below.
            assert name == "Ending"
        else:
            # Of a socket only the gateway's name is known at first.
            assert leading(statement) == [SOCKET_LINES if name == "Websocket" else "T#_system#*"]
    assert not [each for each in policy(small, f"{name}Role") if "StorageContent" in json.dumps(each["Resource"])]


def test_a_tenants_session_reaches_the_keys_and_prefixes_of_its_tag(small: Stacks) -> None:
    on_the_table, files = [], []
    for statement in policy(small, "TenantData"):
        if actions(statement)[0].startswith("dynamodb:"):
            on_the_table.append(statement)
        elif actions(statement)[0].startswith("s3:"):
            files.append(statement)
    assert {tuple(leading(each)) for each in on_the_table} == {("T#${aws:PrincipalTag/tenant}#*",)}
    granted = [action for each in on_the_table for action in actions(each)]
    assert not {"dynamodb:Scan", "dynamodb:PartiQLSelect"} & set(granted)
    (statement,) = files
    ends = [each["Fn::Join"][1][1] for each in statement["Resource"]]
    assert ends == [f"/{prefix}${{aws:PrincipalTag/tenant}}/*" for prefix in ("", "exports/", "files/", "uploads/")]


def test_only_our_lambdas_take_such_a_session_and_only_for_a_tenant(small: Stacks) -> None:
    role = small.core.resources("AWS::IAM::Role")[small.core.named("AWS::IAM::Role", "TenantData")]
    (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    takers = [each["Fn::GetAtt"][0] for each in statement["Principal"]["AWS"]]
    assert tuple(sorted(each.partition("Role")[0] for each in takers)) == SCOPED
    assert statement["Condition"]["StringLike"] == {"aws:RequestTag/tenant": "tnt_*"}
    assert statement["Condition"]["ForAllValues:StringEquals"] == {"aws:TagKeys": ["tenant"]}


def test_what_deletes_a_tenant_can_read_nothing_and_is_taken_by_one_lambda(small: Stacks) -> None:
    granted = [action for each in policy(small, "TenantEnd") for action in actions(each)]
    assert sorted(each for each in granted if not each.startswith("kms:")) == [
        "dynamodb:BatchWriteItem",
        "dynamodb:DeleteItem",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:ListBucketVersions",
    ]
    role = small.core.resources("AWS::IAM::Role")[small.core.named("AWS::IAM::Role", "TenantEnd")]
    (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    taker = statement["Principal"]["AWS"]
    assert json.dumps(taker).count("Role") == json.dumps(taker).count("EndingRole") == 1
    assert statement["Condition"]["StringLike"] == {"aws:RequestTag/tenant": "tnt_*"}


def test_tenants_whose_grace_is_over_end_every_hour(small: Stacks) -> None:
    each = function("ending")
    assert schedule_of(small.core, "ending")["ScheduleExpression"] == "rate(60 minutes)"
    (once,) = [
        made
        for made in small.core.properties("AWS::Lambda::EventInvokeConfig")
        if made["FunctionName"] == {"Ref": lambda_id(small.core, each)}
    ]
    assert once["MaximumRetryAttempts"] == 0
    # The next round begins when this one is surely over.
    assert each.timeout_seconds < 60 * 60


def test_the_whole_table_is_read_by_one_lambda_that_sees_keys_alone(small: Stacks) -> None:
    scans = [
        (json.dumps(policy["Roles"]), statement)
        for policy in small.core.properties("AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
        if "dynamodb:Scan" in json.dumps(statement["Action"])
    ]
    ((roles, statement),) = scans
    assert "EndingRole" in roles
    assert statement["Action"] == "dynamodb:Scan"
    assert statement["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["pk", "sk", "t"]},
        "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
        "Null": {"dynamodb:Attributes": "false"},
    }


def test_a_tenants_own_export_is_written_by_its_session_and_goes_after_a_week(small: Stacks) -> None:
    worker = function("worker")
    (queue,) = [each for each in worker.queues if each.queue == "exports"]
    assert (queue.consumes, queue.batch) == (("tenant.export_asked", "tenant.export_continued"), 1)
    # Nothing but sessions: neither the table nor the bucket is the worker's own.
    assert {Grant.SYSTEM_READ, Grant.ENDING_KEYS} & set(worker.grants) == set()
    rules = [
        rule
        for bucket in small.core.properties("AWS::S3::Bucket")
        for rule in bucket.get("LifecycleConfiguration", {}).get("Rules", [])
        if rule["Id"] == "exports"
    ]
    (rule,) = rules
    assert (rule["Prefix"], rule["ExpirationInDays"], rule["Status"]) == ("exports/", LIFETIME.days, "Enabled")
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
