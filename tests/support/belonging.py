"""Organisations of a product that keeps everything in memory."""

from functools import cached_property
from typing import TYPE_CHECKING

from lambdesk.adapters.memory.organisations import MemoryOrganisationStore

if TYPE_CHECKING:
    from lambdesk.adapters.memory.state import State


class Belonging:
    """The part of the composition root that keeps them."""

    if TYPE_CHECKING:
        state: State

    @cached_property
    def organisation_store(self) -> MemoryOrganisationStore:
        return MemoryOrganisationStore(self.state)
