"""How much work a process does: instructions where the machine counts them, else CPU seconds.

Milliseconds lie on shared machines. `perf` reads the processor's counter and costs nothing; without it valgrind's
cachegrind counts the same instructions in software, twenty times slower but repeatable to a tenth of a percent. Only
where neither is there are CPU seconds taken, the median of several runs.
"""

import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

Command = Sequence[str]
Environment = Mapping[str, str]


class Meter(Protocol):
    """Measures one process from start to end, in `unit`. `counts` is True when it counts instructions."""

    @property
    def unit(self) -> str: ...

    @property
    def counts(self) -> bool: ...

    @property
    def says(self) -> str: ...

    def cost(self, command: Command, environment: Environment) -> float:
        """What the whole process did."""
        ...

    def each(self, command: Command, jobs: Sequence[str], environment: Environment) -> dict[str, float]:
        """What one run of each job costs, of a command that takes `<job>:<times>` arguments."""
        ...


class MeasurementFailed(Exception):
    """The measured process ended with an error; the message is the end of what it said."""


def _run(command: Command, environment: Environment) -> str:
    done = subprocess.run(
        command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise MeasurementFailed(done.stderr[-2_000:])
    return done.stderr


class ByDifference:
    """Meters that see whole processes only: a process that does the job many times, less one that does it never."""

    times: int

    def cost(self, command: Command, environment: Environment) -> float:
        raise NotImplementedError

    def each(self, command: Command, jobs: Sequence[str], environment: Environment) -> dict[str, float]:
        """The first job's process doing nothing is the base of all: they warm up alike."""
        warm = [f"{job}:0" for job in jobs]
        base = self.cost([*command, *warm], environment)
        return {
            job: (self.cost([*command, *warm, f"{job}:{self.times}"], environment) - base) / self.times for job in jobs
        }


@dataclass(frozen=True)
class Perf(ByDifference):
    """The processor's own counter."""

    unit: str = "MI"
    counts: bool = True
    says: str = "user-mode instructions, counted by perf stat"
    times: int = 50

    def cost(self, command: Command, environment: Environment) -> float:
        said = _run(["perf", "stat", "-x", ",", "-e", "instructions:u", *command], environment)
        for line in said.splitlines():
            fields = line.split(",")
            if len(fields) > 2 and fields[2].startswith("instructions") and fields[0].isdigit():
                return int(fields[0]) / 1e6
        raise MeasurementFailed(said)


@dataclass(frozen=True)
class Cachegrind:
    """Valgrind executes the process on a counting machine of its own."""

    unit: str = "MI"
    counts: bool = True
    says: str = "user-mode instructions, counted by valgrind (this machine's perf does not count them)"

    times: int = 20

    def cost(self, command: Command, environment: Environment) -> float:
        _, counts = self._counted(command, environment)
        return next(iter(counts.values()))

    def each(self, command: Command, jobs: Sequence[str], environment: Environment) -> dict[str, float]:
        """All in one run: each job has a child of its own, whose count goes on from its parent's."""
        base = f"{jobs[0]}:0"
        wanted = [base, *(f"{job}:{self.times}" for job in jobs)]
        said, counts = self._counted([*command, "--fork", *wanted], environment)
        children = {label: counts[pid] for pid, label in re.findall(r"^forked (\d+) (\S+)$", said, re.MULTILINE)}
        return {job: (children[f"{job}:{self.times}"] - children[base]) / self.times for job in jobs}

    def _counted(self, command: Command, environment: Environment) -> tuple[str, dict[str, float]]:
        """What the processes said, and millions of instructions by process id."""
        tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
        said = _run([*tool, *command], environment)
        found = re.findall(r"^==(\d+)== I\s+refs:\s+([\d,]+)", said, re.MULTILINE)
        if not found:
            raise MeasurementFailed(said[-2_000:])
        return said, {pid: int(count.replace(",", "")) / 1e6 for pid, count in found}


@dataclass(frozen=True)
class Cpu:
    """CPU time as the system accounts it."""

    runs: int = 5
    times: int = 300
    unit: str = "CPU ms"
    counts: bool = False
    says: str = (
        "user CPU milliseconds, median of five runs (no instruction counter here); judge the ratios to the floor"
    )

    def cost(self, command: Command, environment: Environment) -> float:
        return statistics.median(self._once(command, environment) for _ in range(self.runs)) * 1e3

    def each(self, command: Command, jobs: Sequence[str], environment: Environment) -> dict[str, float]:
        """Each job has a process of its own, which reads its own clock."""
        said = _run([*command, "--fork", *(f"{job}:{self.times}" for job in jobs)], environment)
        spent = {label: float(seconds) for seconds, label in re.findall(r"^spent (\S+) (\S+)$", said, re.MULTILINE)}
        return {job: spent[f"{job}:{self.times}"] / self.times * 1e3 for job in jobs}

    def _once(self, command: Command, environment: Environment) -> float:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
            process = subprocess.Popen(command, env=dict(environment), stdout=nowhere)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise MeasurementFailed(f"{' '.join(command)} ended with {process.returncode}")
        return usage.ru_utime


METERS: dict[str, type[Meter]] = {"perf": Perf, "valgrind": Cachegrind, "cpu": Cpu}


def choose(name: str | None) -> Meter:
    """The meter of this name, or the best one that works here."""
    if name:
        return METERS[name]()
    if shutil.which("perf"):
        try:
            Perf().cost(["true"], os.environ)
        except MeasurementFailed:
            pass
        else:
            return Perf()
    return Cachegrind() if shutil.which("valgrind") else Cpu()
