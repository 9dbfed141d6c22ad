"""The stacks, synthesised once for all tests: the default stage, and the one that has every option on."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

import infra.app
from infra.findings import PACK, check

CONTEXT = {"account": "123456789012", "region": "us-east-1", "mail_domains": "help.example.com,mail.example.org"}
STACKS = ("Core", "Inbound", "Edge")


@dataclass(frozen=True)
class Template:
    """A synthesised template with the questions tests ask."""

    path: Path
    body: dict[str, Any]

    def resources(self, kind: str) -> dict[str, dict[str, Any]]:
        """Resources of a type such as `AWS::SQS::Queue`, by logical id."""
        return {name: each for name, each in self.body["Resources"].items() if each["Type"] == kind}

    def properties(self, kind: str) -> list[dict[str, Any]]:
        """Their properties."""
        return [each["Properties"] for each in self.resources(kind).values()]

    def only(self, kind: str) -> dict[str, Any]:
        """The properties of the one resource of this type."""
        (found,) = self.properties(kind)
        return found

    def named(self, kind: str, start: str) -> str:
        """The logical id of the one resource of this type that starts so."""
        (found,) = [name for name in self.resources(kind) if name.startswith(start)]
        return found


@dataclass(frozen=True)
class Stacks:
    """All templates of a stage."""

    core: Template
    inbound: Template
    edge: Template

    def all(self) -> tuple[Template, ...]:
        return (self.core, self.inbound, self.edge)


def built(folder: Path, stage: str) -> App:
    context = {**infra.app.file_context(), **CONTEXT, "stage": stage}
    app = App(context=context, outdir=str(folder), analytics_reporting=False, tree_metadata=False)
    infra.app.build(app)
    return app


def read(folder: Path) -> Stacks:
    paths = [folder / f"{name}.template.json" for name in STACKS]
    return Stacks(*(Template(path, json.loads(path.read_text())) for path in paths))


@dataclass(frozen=True)
class Judged:
    """A stage, and all that cdk-nag says of it when nothing is accepted: (rule, construct path)."""

    stacks: Stacks
    findings: set[tuple[str, str]]


def judge(folder: Path, stage: str) -> Judged:
    app = built(folder, stage)
    check(app, accepted=())
    with pytest.raises(RuntimeError, match="alidation"):
        app.synth()
    report = json.loads((folder / "validation-report.json").read_text())
    (said,) = [each for each in report["pluginReports"] if each["pluginName"] == PACK]
    found = {
        (violation["ruleName"], construct["constructPath"])
        for violation in said["violations"]
        for construct in violation["violatingConstructs"]
    }
    return Judged(read(folder), found)


@pytest.fixture(scope="session")
def judged_small(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return judge(tmp_path_factory.mktemp("small"), "small")


@pytest.fixture(scope="session")
def judged_large(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return judge(tmp_path_factory.mktemp("large"), "large")


@pytest.fixture(scope="session")
def small(judged_small: Judged) -> Stacks:
    """The default stage."""
    return judged_small.stacks


@pytest.fixture(scope="session")
def large(judged_large: Judged) -> Stacks:
    """The stage with every option on."""
    return judged_large.stacks
