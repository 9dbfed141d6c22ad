"""What Lambdas say: their log lines and their metrics, as they stand on the standard output."""

import json
from io import StringIO
from typing import Any

import pytest

from lambdesk.adapters.aws.log import logger


class Lines:
    """Listens from its making on."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._logged = StringIO()
        self._printed = ""
        # The logger took its stream when it was made.
        for handler in logger.handlers:
            monkeypatch.setattr(handler, "stream", self._logged)

    @property
    def text(self) -> str:
        """All of it as it was written."""
        self._printed += self._capsys.readouterr().out
        return self._logged.getvalue() + self._printed

    def _all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines() if line.startswith("{")]

    def told(self) -> list[dict[str, Any]]:
        """The log lines."""
        return [each for each in self._all() if "message" in each]

    def metrics(self) -> list[dict[str, Any]]:
        """The metrics as CloudWatch reads them."""
        return [each for each in self._all() if "_aws" in each]

    def counted(self) -> dict[str, float]:
        """The sums by name."""
        sums: dict[str, float] = {}
        for each in self.metrics():
            for metric in each["_aws"]["CloudWatchMetrics"][0]["Metrics"]:
                name = metric["Name"]
                sums[name] = sums.get(name, 0) + sum(each[name])
        return sums
