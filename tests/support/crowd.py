"""A thousand connected people on simulated time: how often each is written to."""

from collections import Counter
from dataclasses import dataclass

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


def measure(seconds: int = 20, each_second: int = 1, batches: int = 1) -> Figures:
    """WATCHERS of CONNECTIONS watch one queue in which something happens; the others have a quiet ticket open.

    The stream hands over each second's changes in so many batches, as soon as the last one is dealt with.
    """
    stage = Stage()
    for number in range(1, TICKETS + 1):
        stage.open(number)
    stage.taken()
    for index in range(CONNECTIONS):
        topic = "queue:none" if index < WATCHERS else ticket_topic(1_000 + index)
        stage.connect(f"c{index:04}", topic)
    told = 0
    begun = stage.clock()
    for second in range(seconds):
        waiting = []
        for event in range(each_second):
            told += stage.act(1 + (second + event) % TICKETS, "note", event)
            waiting += stage.taken()
        size = max(-(-len(waiting) // batches), 1)
        for start in range(0, len(waiting), size):
            stage.pusher.push(waiting[start : start + size])
    return _figures(stage, int((stage.clock() - begun).total_seconds()), told)


def _figures(stage: Stage, seconds: int, told: int) -> Figures:
    times: dict[str, list[float]] = {}
    for at, connection, _ in stage.sockets.posts:
        times.setdefault(connection, []).append(at.timestamp())
    windows = Counter[str]()
    for connection, moments in times.items():
        windows[connection] = max(sum(begin <= each < begin + 1 for each in moments) for begin in moments)
    idle = sum(connection >= f"c{WATCHERS:04}" for _, connection, _ in stage.sockets.posts)
    return Figures(seconds, told, len(stage.sockets.posts), max(windows.values(), default=0), idle)
