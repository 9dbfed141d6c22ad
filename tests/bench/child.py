"""What a measured process does: `python -m tests.bench.child <wire file> [--fork] <operation>:<kind>:<times> …`.

`kind` is `request` or `data`. All operations named are run a few times first, so that nothing is cold; then each runs
so often. With `--fork` each has a process of its own, whose id and CPU seconds go to stderr. With `--once` each
`<operation>:<kind>` runs once, cold.
"""

import gc
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from tests.bench.operations import OPERATIONS, product_of, refused
from tests.bench.wire import Recording, Replay

_WARM_UP = 3


def runner(replay: Replay, recorded: Recording, name: str, kind: str) -> Callable[[], object]:
    """One run of an operation."""
    if name == "floor":
        return floor(recorded)
    if name == "due":
        return due()
    operation, facts = OPERATIONS[name], recorded.facts
    module = import_module(f"functions.{operation.function}.handler")
    if operation.function == "push":
        never_too_soon(product_of(module))
    event = operation.request(facts)

    def request() -> object:
        replay.begin(name)
        answer = module.handler(operation.request(facts) if operation.hasty else event, None)
        if refused(name, answer):
            message = f"{name} was refused: {answer}"
            raise RuntimeError(message)
        return answer

    def data() -> object:
        replay.begin(name)
        assert operation.data is not None
        return operation.data(product_of(module), facts)

    return {"request": request, "data": data}[kind]


def never_too_soon(product: Any) -> None:
    """Let more time than a connection's pace pass between any two looks at the clock, so that nobody waits."""
    from lambdesk.kit import clock
    from lambdesk.realtime.push import Pusher

    began, looks = clock.now(), count()
    product.pusher = Pusher(
        lambda tenant: product.for_tenant(tenant).telling,
        product.sockets,
        lambda: began + timedelta(seconds=next(looks)),
        time.sleep,
    )


def floor(recorded: Recording) -> Callable[[], object]:
    """The least that FastAPI and Mangum do for a request: one route, nothing of ours."""
    from fastapi import FastAPI
    from mangum import Mangum
    from starlette.responses import Response

    app = FastAPI(openapi_url=None)

    @app.get("/v1/me")
    async def me() -> Response:
        return Response(b"{}", media_type="application/json")

    handler, event = Mangum(app, lifespan="off"), OPERATIONS["me"].request(recorded.facts)
    return lambda: handler(event, None)  # type: ignore[arg-type]


def due() -> Callable[[], object]:
    """A due time of a working week far from UTC, with twelve holidays in each of ten years."""
    from lambdesk.sla.calendar import Calendar, Window, add

    hours = (Window(480, 720), Window(780, 1_080))
    holidays = frozenset(date(2020 + count // 12, 1 + count % 12, 13) for count in range(120))
    calendar = Calendar("America/New_York", (hours,) * 5 + ((), ()), holidays)
    start = datetime(2026, 11, 20, 21, 59, 30, tzinfo=UTC)
    return lambda: add(calendar, start, 14 * 86_400)


def _repeat(run: Callable[[], object], times: int) -> None:
    for _ in range(times):
        run()


def _in_a_child(label: str, run: Callable[[], object], times: int) -> None:
    child = os.fork()
    if child == 0:
        began = time.process_time()
        _repeat(run, times)
        print(f"spent {time.process_time() - began} {label}", file=sys.stderr, flush=True)
        sys.stdout.flush()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(f"{label} failed")
    print(f"forked {child} {label}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> None:
    """See above."""
    recorded = Recording.load(Path(arguments[0]))
    replay = Replay(recorded)
    replay.install()
    if arguments[1] == "--once":
        for job in arguments[2:]:
            runner(replay, recorded, *job.split(":"))()
        return
    fork = arguments[1] == "--fork"
    jobs = [each.split(":") for each in arguments[1 + fork :]]
    runs = {f"{name}:{kind}": runner(replay, recorded, name, kind) for name, kind, _ in jobs}
    for run in runs.values():
        _repeat(run, _WARM_UP)
    gc.collect()
    gc.freeze()
    for name, kind, times in jobs:
        run = runs[f"{name}:{kind}"]
        if fork:
            _in_a_child(f"{name}:{kind}:{times}", run, int(times))
        else:
            _repeat(run, int(times))


if __name__ == "__main__":
    main(sys.argv[1:])
