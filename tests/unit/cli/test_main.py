"""Where a command's settings come from."""

import argparse
import os
from pathlib import Path

import pytest

from lambdesk import cli
from lambdesk.bootstrap.root import Lambdesk


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Runs in an empty folder and environment; holds the table names that commands were told."""
    seen: list[str] = []

    def command(product: Lambdesk, _options: argparse.Namespace) -> int:
        seen.append(product.settings.table_name)
        return 0

    def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
        commands.add_parser("tell").set_defaults(run=command)

    monkeypatch.setattr(cli.mail, "register", register)
    monkeypatch.setattr(os, "environ", {})
    monkeypatch.chdir(tmp_path)
    return seen


def write(path: Path, table: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"LAMBDESK_TABLE_NAME={table}\n")
    return path


def test_the_environment_wins_over_the_local_cloud(told: list[str], tmp_path: Path) -> None:
    write(tmp_path / cli.LOCAL, "local")
    os.environ["LAMBDESK_TABLE_NAME"] = "here"
    assert cli.main(["tell"]) == 0
    assert told == ["here"]


def test_the_local_cloud_of_this_folder_is_meant_when_nothing_else_is_said(told: list[str], tmp_path: Path) -> None:
    write(tmp_path / cli.LOCAL, "local")
    assert cli.main(["tell"]) == 0
    assert told == ["local"]


def test_a_named_file_is_read(told: list[str], tmp_path: Path) -> None:
    assert cli.main(["--settings", str(write(tmp_path / "stage.env", "stage")), "tell"]) == 0
    assert told == ["stage"]


@pytest.mark.parametrize("arguments", [["tell"], ["--settings", "nowhere.env", "tell"]])
def test_missing_settings_are_one_sentence(
    told: list[str], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err.startswith("lambdesk: ")
    assert told == []
