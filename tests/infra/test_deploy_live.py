"""The whole deploy with the real tools, on the local cloud in place of an account. Long: bundles, CLI, two stacks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.deploy import Target, deploy, destroy, here
from infra.local.client import LocalCloud

pytestmark = [pytest.mark.long, pytest.mark.local_cloud]


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    with LocalCloud(deploy=False) as cloud:
        monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.outputs["aws_endpoint_url"])
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setenv("CDK_DISABLE_CLI_TELEMETRY", "1")
        yield here("small")


def test_a_stage_comes_up_twice_and_goes(target: Target, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html>")
    first = deploy(target, mail_domains="", dist=tmp_path)
    assert first["desk_url"].startswith("https://")
    core = target.outputs("Core")
    page = target.clients("s3").get_object(Bucket=core["WebBucketName"], Key="index.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html", "no-cache")
    functions = target.clients("lambda").list_functions()["Functions"]
    told = {name: value for each in functions for name, value in each["Environment"]["Variables"].items()}
    assert told["LAMBDESK_ORIGIN"] == first["desk_url"].rstrip("/")
    assert told["LAMBDESK_CONTENT_URL"] == first["content_url"]
    assert deploy(target, mail_domains="", dist=tmp_path) == first
    assert destroy(target)["TableName"] == core["TableName"]
    assert target.stack("Core") is None
