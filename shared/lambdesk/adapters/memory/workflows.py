"""Escalation chains in a dict. Nothing calls a level by itself: they run until they are stopped."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from lambdesk.adapters.memory.state import State
from lambdesk.sla.executions import Execution, ExecutionState, execution_name


class MemoryWorkflows:
    """The Workflows port."""

    def __init__(self, state: State) -> None:
        self._now = state.now
        self._chains: dict[tuple[str, int, str, int], Execution] = {}

    def start(self, tenant: str, number: int, breach: str, level: int, at: datetime) -> bool:
        place = tenant, number, breach, level
        if place in self._chains:
            return False
        self._chains[place] = Execution(level, execution_name(*place), ExecutionState.RUNNING, self._now())
        return True

    def stop(self, tenant: str, number: int, breach: str) -> None:
        for place, chain in self._chains.items():
            if place[:3] == (tenant, number, breach) and chain.state is ExecutionState.RUNNING:
                self._chains[place] = replace(chain, state=ExecutionState.ABORTED, stopped_at=self._now())

    def describe(self, tenant: str, number: int, breach: str, levels: Iterable[int]) -> tuple[Execution, ...]:
        return tuple(self._described(tenant, number, breach, each) for each in levels)

    def _described(self, *place: *tuple[str, int, str, int]) -> Execution:
        missing = Execution(place[-1], execution_name(*place), ExecutionState.NONE)
        return self._chains.get(place, missing)
