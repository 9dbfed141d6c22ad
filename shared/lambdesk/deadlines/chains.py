"""The escalations of a ticket with the executions that carry them."""

from collections.abc import Callable
from dataclasses import dataclass

from lambdesk.deadlines.courses import Course, courses_of
from lambdesk.kit import clock
from lambdesk.kit.errors import NotFound, Unavailable
from lambdesk.sla.executions import Execution, ExecutionState, breach_name, execution_name
from lambdesk.sla.ports import Workflows
from lambdesk.tickets.ports import TicketStore

# Step Functions answers one question a call, some a second to a whole account: the last escalations are asked about.
ASKED = 10


@dataclass(frozen=True)
class Chained:
    """An escalation, and its executions by the level that each was to call first."""

    course: Course
    executions: tuple[Execution, ...]


@dataclass(frozen=True)
class Chains:
    """Looks at escalations. The timeline says what happened; Step Functions only adds what carries it."""

    store: TicketStore
    workflows: Workflows

    def of(self, tenant: str, number: int, resisted: Callable[[Exception], None]) -> tuple[Chained, ...]:
        """All escalations of a ticket, the last begun first; raises NotFound.

        `resisted` is told once why Step Functions could not be asked; how its executions stand is UNKNOWN then.
        """
        # What a fact tells that comes between these two looks is newer than the ticket; the other way round an
        # escalation could stand that has no beginning.
        loaded, _ = self.store.load(tenant, number)
        if loaded is None:
            raise NotFound
        courses = courses_of(self.store.history(tenant, number), loaded.ticket.escalations)
        found, left = [], ASKED
        for course in courses:
            breach, levels = breach_name(course.metric, clock.to_text(course.breach)), course.chains
            left -= len(levels)
            if left >= 0:
                try:
                    found.append(Chained(course, self.workflows.describe(tenant, number, breach, levels)))
                    continue
                except Unavailable as error:
                    resisted(error)
                    left = 0
            names = ((level, execution_name(tenant, number, breach, level)) for level in levels)
            unknown = tuple(Execution(*each, ExecutionState.UNKNOWN) for each in names)
            found.append(Chained(course, unknown))
        return tuple(found)
