"""An ear at what Lambdas say."""

import pytest

from tests.support.lines import Lines


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lines:
    return Lines(capsys, monkeypatch)
