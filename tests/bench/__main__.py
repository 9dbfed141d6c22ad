"""`python -m tests.bench`: measure the product and print it against its budgets."""

import argparse
import platform
from datetime import UTC, datetime
from pathlib import Path

from layers.contents import ROOT
from tests.bench import (
    calls,
    delivery,
    dollars,
    live,
    meter,
    record,
    report,
    runtime,
    scale,
    screens,
    sizes,
    starts,
    warm,
)
from tests.bench.report import Section

PAGE = ROOT / "docs" / "bench.md"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="also what takes long: 10,000 tickets, a local cloud")
    parser.add_argument(
        "--live", action="store_true", help="only how soon a change is on another screen, on a local cloud"
    )
    parser.add_argument("--meter", choices=sorted(meter.METERS), help="how work is counted; default: the best one here")
    parser.add_argument("--write", action="store_true", help=f"keep the tables in {PAGE.relative_to(ROOT)}")
    return parser.parse_args()


def _machine() -> str:
    now = datetime.now(UTC)
    processor = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        processor = f"{len(names)} × {names[0]}" if names else processor
    return f"Measured {now:%Y-%m-%d %H:%M} UTC on {processor}, {platform.system()} {platform.release()}."


def main() -> None:
    """Print each section when it is ready; nothing fails because a value is over its budget."""
    chosen = _arguments()
    machine = _machine()
    print(machine)
    if chosen.live:
        print(report.plain(screens.measure()))
        return
    counter = meter.choose(chosen.meter)
    lambdas = runtime.prepare()
    recorded = record.record()
    sections: list[Section] = []

    def show(made: Section) -> None:
        print(report.plain(made), flush=True)
        sections.append(made)

    show(starts.measure(counter, lambdas, recorded))
    requests, milliseconds = warm.measure(counter, lambdas, recorded)
    show(requests)
    show(calls.measure(recorded))
    show(live.measure())
    show(dollars.measure(warm.measured(milliseconds, starts.milliseconds(lambdas)), recorded))
    show(sizes.bundles())
    show(sizes.desk())
    if chosen.full:
        show(scale.measure(counter, lambdas))
        show(delivery.measure())
        show(screens.measure())
    _close(sections, machine, write=chosen.write)


def _close(sections: list[Section], machine: str, *, write: bool) -> None:
    over = report.misses(sections)
    print(f"\n{len(over)} over target or gate" + "".join(f"\n  {line}" for line in over))
    if write:
        PAGE.write_text("\n".join([report.INTRODUCTION, machine, "", *map(report.markdown, sections)]))


if __name__ == "__main__":
    main()
