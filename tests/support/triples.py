"""Histories as {before, frames, after} for the web client's tests: `python -m tests.support.triples` writes them.

Each history has a seed of its own, so the files are the same on every machine; a test fails when they are not.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

from tests.support.live import DOINGS, Stage

FOLDER = Path(__file__).parents[2] / "web/src/test/frames"
HISTORIES = 12
STEPS = 14


def triple(seed: int) -> dict[str, Any]:
    """Three tickets, one of them open on the screen; frames come in odd batches, some records twice or out of order."""
    chance = random.Random(seed)  # noqa: S311 - a history, not a secret
    stage = Stage()
    for number in (1, 2, 3):
        stage.open(number, f"Ticket {number}")
    stage.watch_all("screen", 1)
    stage.taken()
    before = {"rows": list(stage.rows().values()), "view": stage.view(1)}
    waiting: list[Any] = []
    for _ in range(STEPS):
        stage.act(chance.choice((1, 1, 2, 3)), chance.choice(DOINGS), chance.randrange(8))
        if chance.random() < 0.1:
            stage.open(4 + len(stage.rows()), "Came later")
        waiting += stage.taken()
        if chance.random() < 0.4:
            stage.pusher.push(_disturbed(chance, waiting))
            waiting = []
    stage.pusher.push(waiting)
    after = {"rows": list(stage.rows().values()), "view": stage.view(1)}
    return {"before": before, "frames": stage.sockets.frames("screen"), "after": after}


def _disturbed(chance: random.Random, changes: list[Any]) -> list[Any]:
    again = [each for each in changes if chance.random() < 0.2]
    together = [*changes, *again]
    if chance.random() < 0.3:
        chance.shuffle(together)
    return together


def texts() -> dict[str, str]:
    """The files by name."""
    return {
        f"history-{seed:02}.json": json.dumps(triple(seed), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        for seed in range(1, HISTORIES + 1)
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{FOLDER}\n")
