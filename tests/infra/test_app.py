"""The program that synthesises, as a deploy and the local cloud call it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from infra.app import ROOT


def synthesise(folder: Path, **context: str) -> subprocess.CompletedProcess[str]:
    """Run it without any AWS credentials or configuration in sight."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    nowhere = str(folder / "none")
    environment = {
        **ours,
        "AWS_CONFIG_FILE": nowhere,
        "AWS_SHARED_CREDENTIALS_FILE": nowhere,
        "CDK_OUTDIR": str(folder),
        "CDK_CONTEXT_JSON": json.dumps(context),
    }
    command = [sys.executable, "-m", "infra.app"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_it_synthesises_without_aws_and_says_nothing(tmp_path: Path) -> None:
    done = synthesise(tmp_path, stage="local", account="000000000000", region="us-east-1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path.name for path in tmp_path.glob("*.template.json")} == {"Core.template.json", "Edge.template.json"}


def test_a_wrong_choice_is_one_sentence(tmp_path: Path) -> None:
    done = synthesise(tmp_path, stage="huge")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no stage 'huge'; choose one of small, local, medium, large.\n"
