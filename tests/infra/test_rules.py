"""What holds for every stack: findings, permissions, what outlives a stack, encryption."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.findings import CFN_LINT_ACCEPTED, accepted_findings
from infra.topology import FUNCTIONS, Grant
from tests.infra.conftest import Judged, Stacks

# Actions that know no resource, with the reason.
FOR_NO_RESOURCE = {
    "xray:PutTraceSegments": "X-Ray takes segments for no particular resource",
    "xray:PutTelemetryRecords": "X-Ray takes segments for no particular resource",
    "dynamodb:ListStreams": "DynamoDB lists streams for no particular resource",
    # The role of the state machine, as Step Functions asks for it.
    "xray:GetSamplingRules": "X-Ray's rules belong to no particular resource",
    "xray:GetSamplingTargets": "X-Ray's rules belong to no particular resource",
    **dict.fromkeys(
        (
            "logs:CreateLogDelivery",
            "logs:GetLogDelivery",
            "logs:UpdateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:ListLogDeliveries",
            "logs:PutResourcePolicy",
            "logs:DescribeResourcePolicies",
            "logs:DescribeLogGroups",
        ),
        "log deliveries are no resources",
    ),
}
STATE = ("DynamoDB::Table", "S3::Bucket", "KMS::Key", "Cognito::UserPool", "SecretsManager::Secret")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(stacks: Stacks, *, kinds: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for template in stacks.all():
        for kind in kinds:
            for properties in template.properties(f"AWS::{kind}"):
                yield from (properties.get("PolicyDocument") or properties["KeyPolicy"])["Statement"]


def test_every_finding_of_cdk_nag_is_accepted_with_a_reason_and_no_reason_is_left_over(
    judged_small: Judged, judged_large: Judged
) -> None:
    assert judged_small.findings | judged_large.findings == set(accepted_findings())


def test_cfn_lint_has_nothing_to_say(small: Stacks, large: Stacks) -> None:
    command = [Path(sys.executable).parent / "cfn-lint", "--ignore-checks", *CFN_LINT_ACCEPTED, "--"]
    paths = [template.path for stacks in (small, large) for template in stacks.all()]
    done = subprocess.run([*command, *paths], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_nobody_may_do_everything_a_service_can(large: Stacks) -> None:
    for statement in statements(large, kinds=("IAM::Policy",)):
        assert [action for action in as_list(statement["Action"]) if action.endswith("*")] == []


def test_an_open_resource_is_only_for_actions_that_know_none(large: Stacks) -> None:
    for statement in statements(large, kinds=("IAM::Policy",)):
        if "*" in as_list(statement["Resource"]):
            assert set(as_list(statement["Action"])) <= set(FOR_NO_RESOURCE)


def test_a_service_may_use_a_resource_only_for_this_account(large: Stacks) -> None:
    kinds = ("S3::BucketPolicy", "SQS::QueuePolicy", "SNS::TopicPolicy", "KMS::Key")
    allowed = [each for each in statements(large, kinds=kinds) if each["Effect"] == "Allow"]
    for_services = [each for each in allowed if "Service" in each["Principal"]]
    assert len(for_services) >= 5
    for statement in for_services:
        conditions = [name for each in statement["Condition"].values() for name in each]
        assert {"aws:SourceAccount", "aws:SourceArn"} & set(conditions), statement


def test_managed_policies_are_not_used(large: Stacks) -> None:
    roles = [each for template in large.all() for each in template.properties("AWS::IAM::Role")]
    assert roles
    assert [each for each in roles if "ManagedPolicyArns" in each] == []


def test_state_outlives_its_stack(large: Stacks) -> None:
    kept = [each for kind in STATE for each in large.core.resources(f"AWS::{kind}").values()]
    assert len(kept) == 8
    assert {(each["DeletionPolicy"], each["UpdateReplacePolicy"]) for each in kept} == {("Retain", "Retain")}
    for template in (large.inbound, large.edge):
        assert [kind for kind in STATE if template.resources(f"AWS::{kind}")] == []


def test_buckets_are_private_encrypted_and_only_for_tls(large: Stacks) -> None:
    buckets = large.core.resources("AWS::S3::Bucket")
    assert len(buckets) == 3
    for each in buckets.values():
        properties = each["Properties"]
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
        assert properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    refusing = [
        as_list(statement["Action"])
        for statement in statements(large, kinds=("S3::BucketPolicy",))
        if statement["Effect"] == "Deny" and statement["Condition"].get("Bool") == {"aws:SecureTransport": "false"}
    ]
    assert refusing == [["s3:*"]] * 3


def test_queues_and_the_alarm_topic_are_encrypted(large: Stacks) -> None:
    assert {each.get("SqsManagedSseEnabled") for each in large.core.properties("AWS::SQS::Queue")} == {True}
    assert large.core.only("AWS::SNS::Topic")["KmsMasterKeyId"]


def test_logs_do_not_stay_for_ever(large: Stacks) -> None:
    assert {each.get("RetentionInDays") for each in large.core.properties("AWS::Logs::LogGroup")} == {180}


def test_mail_is_sent_under_both_names_of_the_action_and_few_delete_items(large: Stacks) -> None:
    allowed = [as_list(each["Action"]) for each in statements(large, kinds=("IAM::Policy",))]
    assert ["ses:SendEmail", "ses:SendRawEmail"] in allowed
    deleting = [action for actions in allowed for action in actions if action.startswith("dynamodb:Delete")]
    deleters = [each for each in FUNCTIONS if {Grant.SOCKET_LINES, Grant.SYSTEM_WRITE} & set(each.grants)]
    # And whoever holds a tenant's session, or one that ends it.
    assert deleting == ["dynamodb:DeleteItem"] * (len(deleters) + 2)
