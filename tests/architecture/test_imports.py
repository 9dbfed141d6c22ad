"""Who may import whom, and what a cold start may load."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, expect_none, name, python, tree

BIN = Path(sys.executable).parent
DOORS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
# What only the API pays for; budgets: 1,277 million instructions for FastAPI, the X-Ray SDK 620.
HEAVY = ("fastapi", "starlette", "pydantic", "aws_xray_sdk", "httpx", "pytest", "moto", "infra")
# What a door does not need for what it does: relay reads the stream and asks no table.
NEEDLESS = {"relay": ("pynamodb",)}
SETTINGS = (
    "TABLE_NAME", "RAW_BUCKET", "CONTENT_BUCKET", "BUS_NAME", "USER_POOL_ID", "USER_POOL_CLIENT_ID", "TOKEN_ISSUER",
    "JWKS_URL", "SIGNING_SECRET_ARN", "CONFIGURATION_SET", "ORIGIN", "SCHEDULE_GROUP", "SCHEDULE_ROLE_ARN", "TIMER_ARN",
    "ESCALATION_ARN", "CONTENT_URL", "EDGE_SECRET_ARN",
)  # fmt: skip
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "POWERTOOLS_SERVICE_NAME": "test",
    "LAMBDESK_STAGE": "test",
    "LAMBDESK_LOG_LEVEL": "INFO",
}


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [BIN / "lint-imports", "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_layers_name_every_package_that_exists() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = " ".join(contracts[0]["layers"]).split()
    packages = {f"lambdesk.{path.parent.name}" for path in (ROOT / "shared/lambdesk").glob("*/__init__.py")}
    expect_none(packages - set(layers))


@pytest.mark.parametrize("door", [door for door in DOORS if door != "http_api"])
def test_a_workers_cold_start_loads_no_web_framework(door: str) -> None:
    program = f"import sys, functions.{door}.handler; print(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    environment = {**ENVIRONMENT, **{f"LAMBDESK_{setting}": "test" for setting in SETTINGS}}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    expect_none({*HEAVY, *NEEDLESS.get(door, ())} & set(done.stdout.split()))


def test_no_package_gives_names_of_its_modules_away() -> None:
    """One name, one place: imports say where a thing is defined. The `lambdesk` command's module is no such list."""
    inits = [path for path in python("shared", "functions") if path.name == "__init__.py"]
    expect_none(
        name(path)
        for path in inits
        if path.parent.name != "cli"
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree(path).body)
    )


def test_only_the_api_imports_wire_schemas() -> None:
    """Schemas cost pydantic; everybody else makes the same JSON without."""
    users = {
        name(path)
        for path in python("shared", "functions", "infra")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").rpartition(".")[2] in {"schemas", "schema"}
        if (node.module or "").startswith("lambdesk.")
    }
    expect_none(
        each for each in users if not each.startswith("functions/http_api/") and not each.endswith("/schemas.py")
    )
