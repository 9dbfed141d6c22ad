"""What is written of the emulator's state while it runs, and what happens when that fails."""

import errno
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.local import __main__ as command
from infra.local import launcher, mends
from infra.local.launcher import Saver


@pytest.fixture
def reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """An emulator of four services; each read of one is noted, and whether positions were held."""
    noted: list[tuple[str, bool]] = []

    def reader(name: str) -> object:
        def read() -> dict[str, int]:
            noted.append((name, mends._held is not None))
            return {"reads": len(noted)}

        return read

    states = {name: reader(name) for name in ("dynamodb", "s3", "sqs", "lambda")}
    fakes = {
        "app": SimpleNamespace(_build_persistence_save_dict=lambda: states),
        "core.persistence": SimpleNamespace(
            STATE_DIR=str(tmp_path), _state_format_version=lambda _: 1, _json_default=str
        ),
        "services.lambda_svc": SimpleNamespace(_dynamodb_stream_positions=SimpleNamespace(_data={})),
    }
    for name, fake in fakes.items():
        monkeypatch.setitem(sys.modules, f"ministack.{name}", fake)
    monkeypatch.setattr(launcher, "forget_old_logs", lambda: None)
    return noted


def test_positions_then_queues_then_the_table(reads: list[tuple[str, bool]]) -> None:
    Saver().save()
    assert reads == [("lambda", True), ("sqs", True), ("dynamodb", True), ("s3", False)]


def test_files_that_must_fit_are_replaced_together_or_not_at_all(
    reads: list[tuple[str, bool]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saver, write = Saver(), Path.write_text
    saver.save()
    before = {name: (tmp_path / f"{name}.json").read_text() for name in launcher.TOGETHER}

    def full(path: Path, text: str) -> int:
        if path.name == "dynamodb.saving":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, text)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        saver.save()
    assert {name: (tmp_path / f"{name}.json").read_text() for name in launcher.TOGETHER} == before
    monkeypatch.undo()


def test_a_save_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    saver = Saver()

    def save() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        saver._ended.set()

    monkeypatch.setattr(launcher, "SAVE_EVERY_SECONDS", 0.001)
    monkeypatch.setattr(saver, "save", save)
    saver.run()
    assert len(tries) == 2


def test_a_full_disk_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def full(_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "x"))

    monkeypatch.setattr(command, "run", full)
    assert command.main(["run", "--state-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said == f"\nThe local cloud could not go on: No space left on device ({tmp_path / 'x'}).\n"
