"""Which part of the lock goes into a bundle."""

import re

from layers.contents import ROOT, UNWANTED
from layers.requirements import locked_entries

LOCK = """\
# made by uv
boto3==1.2.3 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via lambdesk
colorama==0.4 ; sys_platform == 'win32' \\
    --hash=sha256:cc
    # via
    #   pytest
"""


def test_an_entry_keeps_its_version_and_every_hash() -> None:
    entries = locked_entries(LOCK)
    assert entries["boto3"].split(" \\\n    ") == ["boto3==1.2.3", "--hash=sha256:aa", "--hash=sha256:bb"]


def test_a_marker_goes_because_the_platform_is_chosen_already() -> None:
    assert locked_entries(LOCK)["colorama"].split() == ["colorama==0.4", "\\", "--hash=sha256:cc"]


def test_every_entry_of_the_lock_has_a_hash() -> None:
    entries = locked_entries((ROOT / "requirements.lock").read_text())
    assert len(entries) > 100
    assert [name for name, entry in entries.items() if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []


def test_what_slows_a_cold_start_is_no_dependency_of_ours() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    runtime = project[project.index("dependencies = [") : project.index("[dependency-groups]")]
    assert [name for name in UNWANTED if f'"{name.replace("_", "-")}' in runtime] == []
