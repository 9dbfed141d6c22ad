"""One deployed local cloud for all journeys of a process; nothing here knows more of it than its outputs.

What a journey changes is its own: a tenant (`make_tenant`), or at least a ticket. Another one may come before it, with
it, or twice.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.cloud import RunningCloud

BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey is many steps through a browser and a cloud on a machine that others share: it may have a second try.

    The summary names those that needed it.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="package")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    """A cloud with the demo data, in a directory whose name has a space."""
    with RunningCloud(tmp_path_factory.mktemp("local cloud"), seed=True) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser that `make test` found, else Playwright's own.

    No longer than its module: while Playwright runs, this thread has an event loop, and code that starts one fails.
    """
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        path = os.environ.get("LAMBDESK_CHROMIUM")
        chromium = playwright.chromium.launch(executable_path=path, args=list(BROWSER_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where screenshots of this run are kept."""
    folder = Path("build/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
