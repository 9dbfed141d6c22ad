"""The deploy to AWS, with a recorder in place of commands and AWS."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.config import BadChoice, stack_name
from infra.deploy import CDK, Target, deploy, destroy
from infra.publish import activate_rule_set, deactivate_rule_set, upload_clients

EDGE = {
    "Origin": "https://d1.cloudfront.net",
    "ContentUrl": "https://d2.cloudfront.net",
    "WebSocketUrl": "wss://d1.cloudfront.net/ws",
    "WebDistributionId": "E1",
}
CORE = {"WebBucketName": "web", "TableName": "table"}
INBOUND = {
    "RuleSetName": "lambdesk-small",
    "MailDomains": "help.example.com",
    "HelpExampleComMx": "help.example.com MX …",
}
TOLD = {name: EDGE[name] for name in ("Origin", "ContentUrl", "WebSocketUrl")}


def refusal(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


class Aws:
    """AWS as far as a deploy asks it. `log` has what was asked of it and which commands ran, in order."""

    def __init__(self, *, bootstrapped: bool = True, active: str | None = None, **stacks: dict[str, str]) -> None:
        self.log: list[tuple[Any, ...]] = []
        self.environments: list[Mapping[str, str]] = []
        self.parameters: dict[str, str] = {}
        self._stacks = {stack_name("small", name): outputs for name, outputs in stacks.items()}
        self._bootstrapped = bootstrapped
        self._active = active

    def target(self) -> Target:
        return Target(stage="small", account="123456789012", region="eu-west-1", clients=lambda _: self, run=self.run)

    def run(self, command: Sequence[str], extra: Mapping[str, str]) -> None:
        self.log.append(tuple(Path(part).name if part.startswith("/") else part for part in command))
        self.environments.append(extra)

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803 - boto3's names
        if StackName not in self._stacks:
            raise refusal("ValidationError", f"Stack with id {StackName} does not exist")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self._stacks[StackName].items()]
        parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in self.parameters.items()]
        return {"Stacks": [{"Outputs": outputs, "Parameters": parameters}]}

    def get_parameter(self, **_: str) -> dict[str, Any]:
        if not self._bootstrapped:
            raise refusal("ParameterNotFound", "no")
        return {}

    def describe_active_receipt_rule_set(self) -> dict[str, Any]:
        return {"Metadata": {"Name": self._active}} if self._active else {}

    def get_waiter(self, name: str) -> Any:
        class Waiter:
            def wait(waiter, **asked: str) -> None:  # noqa: N805
                self.log.append((name, asked["StackName"]))

        return Waiter()

    def __getattr__(self, operation: str) -> Any:
        return lambda **asked: self.log.append((operation, asked))

    def commands(self, tool: str) -> list[tuple[Any, ...]]:
        return [each for each in self.log if each[0] == tool]


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<html>")
    (tmp_path / "assets" / "desk-1.js").write_text("1")
    (tmp_path / "zebra.svg").write_text("<svg/>")
    return tmp_path


def test_the_stacks_are_deployed_by_the_pinned_tool_and_core_is_told_its_addresses(dist: Path) -> None:
    aws = Aws(Core=CORE, Edge=EDGE)
    said = deploy(aws.target(), mail_domains="", dist=dist)
    everything, told = aws.commands("npx")
    assert everything == ("npx", "--yes", CDK, "deploy", "--all", "--require-approval", "never", "--app", "small")
    assert told[3:6] == ("deploy", "Core", "--exclusively")
    assert f"Lambdesk-small-Core:Origin={EDGE['Origin']}" in told
    assert f"Lambdesk-small-Core:ContentUrl={EDGE['ContentUrl']}" in told
    assert said["desk_url"] == "https://d1.cloudfront.net/"
    assert said["portal_url"] == "https://d1.cloudfront.net/portal/"
    assert said["api_url"] == "https://d1.cloudfront.net/api"


def test_core_is_not_deployed_twice_when_it_knows(dist: Path) -> None:
    aws = Aws(Core=CORE, Edge=EDGE)
    aws.parameters = TOLD
    deploy(aws.target(), mail_domains="", dist=dist)
    assert len(aws.commands("npx")) == 1


def test_bundles_are_built_and_demanded(dist: Path) -> None:
    aws = Aws(Core=CORE, Edge=EDGE)
    deploy(aws.target(), mail_domains="help.example.com", dist=dist)
    bundle, synth = (each for each in aws.log if each[1] == "-m")
    assert (bundle[2], synth[2]) == ("layers.build", "infra.app")
    context = json.loads(aws.environments[1]["CDK_CONTEXT_JSON"])
    assert context == {
        "stage": "small",
        "account": "123456789012",
        "region": "eu-west-1",
        "mail_domains": "help.example.com",
        "require_bundles": "true",
    }


def test_a_new_account_is_prepared_first(dist: Path) -> None:
    aws = Aws(bootstrapped=False, Core=CORE, Edge=EDGE)
    deploy(aws.target(), mail_domains="", dist=dist)
    assert aws.commands("npx")[0][3:5] == ("bootstrap", "aws://123456789012/eu-west-1")


def test_the_mail_domains_of_the_last_deploy_are_kept(dist: Path) -> None:
    aws = Aws(Core=CORE, Edge=EDGE, Inbound=INBOUND)
    said = deploy(aws.target(), mail_domains="", dist=dist)
    assert json.loads(aws.environments[1]["CDK_CONTEXT_JSON"])["mail_domains"] == "help.example.com"
    assert said["dns HelpExampleComMx"].startswith("help.example.com MX")
    assert aws.commands("set_active_receipt_rule_set") == [
        ("set_active_receipt_rule_set", {"RuleSetName": "lambdesk-small"})
    ]


def test_clients_that_are_not_built_stop_the_deploy_before_anything_runs(tmp_path: Path) -> None:
    aws = Aws()
    with pytest.raises(BadChoice, match="not built"):
        deploy(aws.target(), mail_domains="", dist=tmp_path)
    assert aws.log == []


def test_pages_are_uploaded_last_and_only_they_are_asked_for_again(dist: Path) -> None:
    aws = Aws()
    upload_clients(aws, "web", dist)
    puts = [asked for operation, asked in aws.log if operation == "put_object"]
    assert [each["Key"] for each in puts] == ["assets/desk-1.js", "zebra.svg", "index.html"]
    assert [each["ContentType"].split(";")[0] for each in puts] == ["text/javascript", "image/svg+xml", "text/html"]
    assert "immutable" in puts[0]["CacheControl"]
    assert puts[2]["CacheControl"] == "no-cache"


def test_old_pages_leave_the_edge(dist: Path) -> None:
    aws = Aws(Core=CORE, Edge=EDGE)
    deploy(aws.target(), mail_domains="", dist=dist)
    ((_, asked),) = aws.commands("create_invalidation")
    assert asked["DistributionId"] == "E1"
    assert aws.log.index(("create_invalidation", asked)) > max(
        place for place, each in enumerate(aws.log) if each[0] == "put_object"
    )


def test_someone_elses_rule_set_is_not_replaced() -> None:
    aws = Aws(active="theirs")
    assert "'theirs' is active" in activate_rule_set(aws, "lambdesk-small")
    deactivate_rule_set(aws, "lambdesk-small")
    assert aws.log == []


def test_destroy_removes_the_stacks_in_order_and_says_what_stays() -> None:
    aws = Aws(active="lambdesk-small", Core=CORE, Edge=EDGE, Inbound=INBOUND)
    kept = destroy(aws.target())
    assert aws.log[0] == ("set_active_receipt_rule_set", {})
    removed = [asked["StackName"] for operation, asked in aws.log if operation == "delete_stack"]
    assert removed == [f"Lambdesk-small-{name}" for name in ("Edge", "Inbound", "Core")]
    assert kept == {"TableName": "table", "WebBucketName": "web"}


def test_destroy_of_what_is_not_there_does_nothing() -> None:
    aws = Aws()
    assert destroy(aws.target()) == {}
    assert aws.log == []
