"""Live updates: how often people are written to, counted on simulated time."""

from tests.bench.budget import Budget
from tests.bench.report import Section
from tests.support import crowd


def measure() -> Section:
    """A thousand connections of which two hundred watch one queue."""
    section = Section("Live updates")
    section.said.append(
        f"{crowd.CONNECTIONS:,} connections, {crowd.WATCHERS} of them watch one queue; nobody writes to the others."
    )
    for each_second in (1, 10, 100):
        found = crowd.measure(each_second=each_second)
        what = f"posts to one connection in a second, {each_second} change{'s' if each_second > 1 else ''} a second"
        section.add(what, found.busiest, "posts", Budget(target=2, gate=2), f"{found.posts} posts in {found.seconds} s")
    return section
