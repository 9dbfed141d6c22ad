"""Old state and frames give the new state, whatever happened, and whatever the stream said twice or out of order."""

import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdesk.realtime.model import Change
from tests.support import triples
from tests.support.live import DOINGS, Screen, Stage
from tests.unit.tickets import samples

STEP = st.tuples(st.sampled_from((1, 2)), st.sampled_from(DOINGS), st.integers(0, 7))


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEP, max_size=12), data=st.data())
def test_old_state_and_frames_are_what_a_fetch_gives(steps: list[tuple[int, str, int]], data: st.DataObject) -> None:
    stage = Stage()
    stage.open(1)
    stage.open(2)
    stage.watch_all("screen", 1)
    stage.taken()
    screen = Screen(stage.rows(), stage.view(1))
    said: list[Change] = []
    for number, doing, choice in steps:
        stage.act(number, doing, choice)
        said += stage.taken()
    # Some batches come again after later ones; every record comes at least once after it was written.
    order = data.draw(st.permutations(said + data.draw(st.lists(st.sampled_from(said), max_size=4)) if said else []))
    while order:
        size = data.draw(st.integers(1, len(order)))
        stage.pusher.push(order[:size])
        order = order[size:]
    screen.apply(stage.sockets.frames("screen"))
    assert screen.rows == stage.rows()
    assert screen.view == stage.view(1)


MERGES = st.tuples(st.sampled_from(("merge", "unmerge")), st.integers(1, 3), st.integers(1, 3))


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEP | MERGES, max_size=12))
def test_a_screen_keeps_up_with_merges(steps: list[tuple[int, str, int] | tuple[str, int, int]]) -> None:
    """It watches what went into its ticket, too; which messages it shows may change altogether, so it fetches then."""
    stage = Stage()
    for number in (1, 2, 3):
        stage.open(number)
    stage.watch_all("screen", 1)
    stage.connect("others", "ticket:2", "ticket:3")
    stage.taken()
    screen = Screen(stage.rows(), stage.view(1), lambda: stage.view(1))
    shown = [0, 0]
    for step in steps:
        if step[0] == "merge":
            stage.merge(int(step[1]), int(step[2]))
        elif step[0] == "unmerge":
            stage.unmerge(int(step[1]))
        else:
            stage.act(int(step[0]), str(step[1]), int(step[2]))
        stage.pusher.push(stage.taken())
        told = [stage.sockets.frames(each) for each in ("screen", "others")]
        screen.apply([frame for frames, heard in zip(told, shown, strict=True) for frame in frames[heard:]])
        shown = [len(frames) for frames in told]
        assert screen.rows == stage.rows()
        assert screen.view == stage.view(1)


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(STEP, min_size=1, max_size=12), cut=st.integers(0, 12), back=st.integers(0, 12))
def test_a_cut_and_what_changed_since_are_what_a_fetch_gives(
    steps: list[tuple[int, str, int]], cut: int, back: int
) -> None:
    """The socket is cut at any step, comes back at any later one, and asks what changed since the last frame."""
    stage = Stage()
    stage.open(1)
    stage.open(2)
    screen = Screen(stage.rows(), stage.view(1))
    stage.taken()
    stage.watch_all("first", 1)
    watermark = max(row["updated_at"] for row in screen.rows.values())
    for index, (number, doing, choice) in enumerate(steps):
        if index == cut:
            stage.realtime.disconnect(samples.TENANT, "first")
        stage.act(number, doing, choice)
        stage.pusher.push(stage.taken())
        if index == cut + back:
            stage.watch_all("second", 1)
            break
    screen.apply(stage.sockets.frames("first"))
    watermark = max([watermark, *(frame["at"] for frame in stage.sockets.frames("first"))])
    missed = stage.changes_since(watermark)
    screen.apply(missed)
    assert screen.rows == stage.rows()


def test_the_histories_for_the_web_client_are_those_of_today() -> None:
    written = {path.name: path.read_text("utf-8") for path in triples.FOLDER.glob("*.json")}
    assert written == triples.texts(), "run python -m tests.support.triples"


def test_the_histories_tell_enough() -> None:
    for text in triples.texts().values():
        history = json.loads(text)
        before = copy.deepcopy(history["before"])
        screen = Screen({row["number"]: row for row in before["rows"]}, before["view"])
        screen.apply(history["frames"])
        assert list(screen.rows.values()) == history["after"]["rows"]
        assert screen.view == history["after"]["view"]
        assert {"row", "ticket"} <= {frame["type"] for frame in history["frames"]}
