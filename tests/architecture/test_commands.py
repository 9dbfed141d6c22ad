"""The commands people type: each has a help line, and CI runs the one that README names."""

import os
import re

import pytest

from tests.architecture.sources import ROOT

TARGETS = ("run", "test", "check", "bench", "bundle", "deploy", "destroy", "clean", "help")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
HELP = dict(re.findall(r"^([\w-]+):[^#\n]*## (.+)$", MAKEFILE, re.MULTILINE))


@pytest.mark.parametrize("target", TARGETS)
def test_every_command_has_a_help_line(target: str) -> None:
    assert HELP.get(target), f"make {target} has no `## help`"


@pytest.mark.parametrize("command", ["make run", "make test", "make deploy", "make destroy"])
def test_the_readme_names_the_commands(command: str) -> None:
    assert command in (ROOT / "README.md").read_text("utf-8")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = ROOT / ".ci/run"
    lines = [line.strip() for line in script.read_text("utf-8").splitlines()]
    assert "make test" in lines
    assert "set -euo pipefail" in lines
    assert os.access(script, os.X_OK)


def test_the_hooks_before_a_commit_need_no_other_host() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert set(re.findall(r"^\s*- repo: (\S+)", hooks, re.MULTILINE)) == {"local"}
    assert set(re.findall(r"^\s*language: (\S+)", hooks, re.MULTILINE)) == {"system"}
