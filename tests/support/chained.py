"""Escalation chains that nobody has to run."""

from functools import cached_property

from lambdesk.adapters.memory.state import State
from lambdesk.adapters.memory.workflows import MemoryWorkflows


class Chained:
    """What of a product on one State is about chains."""

    state: State

    @cached_property
    def workflows(self) -> MemoryWorkflows:
        return MemoryWorkflows(self.state)
