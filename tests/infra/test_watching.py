"""Every alarm has a page that says what to do, and the dashboard shows all that the product counts."""

import json

from infra.constructs.alarms import runbook
from infra.constructs.facts import FACTS, LEVELS
from lambdesk.adapters.aws import metrics
from tests.architecture.sources import ROOT
from tests.infra.conftest import Stacks

PAGES = ROOT / "docs/runbooks"


def test_every_alarm_names_its_page_and_every_page_its_alarm(small: Stacks) -> None:
    said = [each["AlarmDescription"] for each in small.core.properties("AWS::CloudWatch::Alarm")]
    named = {each.rpartition(" ")[2] for each in said}
    pages = {path.relative_to(ROOT).as_posix() for path in PAGES.glob("*.md") if path.name != "README.md"}
    assert named == pages
    assert len(said) == len(named)


def test_a_page_is_complete_and_listed() -> None:
    index = (PAGES / "README.md").read_text("utf-8")
    for path in PAGES.glob("*.md"):
        text = path.read_text("utf-8")
        if path.name != "README.md":
            assert runbook(text.split("\n", 1)[0].removeprefix("# ")) == path.relative_to(ROOT).as_posix()
            assert [part in text for part in ("## Look", "## Do", "## Over when")] == [True] * 3
            assert f"({path.name})" in index


def test_an_alarm_says_something_to_somebody(small: Stacks) -> None:
    topic = {"Ref": small.core.named("AWS::SNS::Topic", "Alarms")}
    for each in small.core.properties("AWS::CloudWatch::Alarm"):
        assert each["AlarmActions"] == [topic]
        assert each["TreatMissingData"] == "notBreaching"


def test_what_is_counted_is_what_alarms_and_dashboard_know() -> None:
    assert set(FACTS) | set(LEVELS) == metrics.NAMES


def test_the_dashboard_shows_all_that_is_counted_and_every_lambda(small: Stacks) -> None:
    page = small.core.only("AWS::CloudWatch::Dashboard")
    body = json.dumps(page["DashboardBody"])
    assert page["DashboardName"] == "lambdesk-small"
    assert [name for name in metrics.NAMES if f'\\"{name}\\"' not in body] == []
    functions = [name for name in small.core.resources("AWS::Lambda::Function") if name not in body]
    queues = [name for name in small.core.resources("AWS::SQS::Queue") if name not in body]
    assert (functions, queues) == ([], [])


def test_metrics_are_in_the_namespace_of_the_stage_without_tenants(small: Stacks) -> None:
    ours = [
        each for each in small.core.properties("AWS::CloudWatch::Alarm") if each["Namespace"].startswith("Lambdesk/")
    ]
    assert {each["Namespace"] for each in ours} == {metrics.namespace("small")}
    assert {each["MetricName"] for each in ours} == {"MailQuarantined", "RepliesFailed", "TicketsUnswept", "TimersLost"}
    assert [each["Dimensions"] for each in ours] == [[{"Name": "service", "Value": metrics.SERVICE}]] * len(ours)
