"""A thousand connected people on simulated time: how often each is written to."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from lambdesk.realtime.model import ticket_topic
from tests.support.live import Stage

CONNECTIONS = 1_000
WATCHERS = 200
TICKETS = 10


@dataclass(frozen=True)
class Figures:
    """`busiest` is the most posts that one connection got within any second; `told` how many changes were made."""

    seconds: int
    told: int
    posts: int
    busiest: int
    idle_posts: int


def measure(seconds: int = 20, each_second: int = 1) -> Figures:
    """WATCHERS of CONNECTIONS watch one queue in which something happens; the others have a quiet ticket open.

    The stream hands over what has gathered as soon as the last batch is dealt with.
    """
    stage = _room()
    begun, told = stage.clock(), 0
    while told < seconds * each_second:
        due = begun + timedelta(seconds=told / each_second)
        stage.clock.moment = max(stage.clock.moment, due)
        while told < seconds * each_second and begun + timedelta(seconds=told / each_second) <= stage.clock():
            assert stage.act(1 + told % TICKETS, "note", told)
            told += 1
        stage.pusher.push(stage.taken())
    return _figures(stage, seconds, told)


def _room() -> Stage:
    stage = Stage()
    for number in range(1, TICKETS + 1):
        stage.open(number)
    stage.taken()
    for index in range(CONNECTIONS):
        topic = "queue:none" if index < WATCHERS else ticket_topic(1_000 + index)
        stage.connect(f"c{index:04}", topic)
    stage.step = 0
    return stage


def _figures(stage: Stage, seconds: int, told: int) -> Figures:
    times: dict[str, list[float]] = {}
    for at, connection, _ in stage.sockets.posts:
        times.setdefault(connection, []).append(at.timestamp())
    windows = Counter[str]()
    for connection, moments in times.items():
        windows[connection] = max(sum(begin <= each < begin + 1 for each in moments) for begin in moments)
    idle = sum(connection >= f"c{WATCHERS:04}" for _, connection, _ in stage.sockets.posts)
    return Figures(seconds, told, len(stage.sockets.posts), max(windows.values(), default=0), idle)
