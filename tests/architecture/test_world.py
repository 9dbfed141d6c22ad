"""Nothing but the kit reads clock, environment or chance; nothing but the table builds keys."""

import re
import tomllib

import pytest

from tests.architecture.sources import ROOT, expect_none, name, python

BANNED = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "os.environ",
    "os.getenv",
    "random",
    "secrets",
    "uuid",
}
KEY = re.compile(r"""["'](?:T#|DUE#|[EMQO]#|TK#|CU#|AD#|MID#|UA#|SES#|CL#|ML#)""")


def ruff() -> dict[str, dict[str, list[str]]]:
    settings: dict[str, dict[str, list[str]]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "ruff"
    ]["lint"]
    return settings


def test_the_linter_bans_what_reads_the_world() -> None:
    assert set(ruff()["flake8-tidy-imports"]["banned-api"]) >= BANNED
    assert "TID" in ruff()["select"]


def test_only_the_kit_is_let_off_in_what_is_deployed() -> None:
    let_off = {where for where, rules in ruff()["per-file-ignores"].items() if "TID251" in rules}
    assert {where for where in let_off if where.startswith(("shared", "functions"))} == {"shared/lambdesk/kit/**"}


def test_nobody_lets_himself_off_the_ban() -> None:
    silenced = re.compile(r"noqa:[^\n]*TID251")
    expect_none(name(path) for path in python("shared", "functions") if silenced.search(path.read_text("utf-8")))


def test_only_the_table_builds_keys() -> None:
    """`infra/topology.py` may name the prefix that the stream is filtered by; tests may look at what was stored."""
    allowed = ("shared/lambdesk/adapters/dynamodb/keys/", "infra/topology.py")
    builders = {name(path) for path in python("shared", "functions", "infra") if KEY.search(path.read_text("utf-8"))}
    expect_none(path for path in builders if not path.startswith(allowed))


@pytest.mark.parametrize("text", ['"T#" + tenant', "f'M#{ulid}'", '"E#"'])
def test_the_search_for_keys_finds_them(text: str) -> None:
    assert KEY.search(text)
