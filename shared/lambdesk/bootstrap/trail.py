"""The part of the composition root that keeps who did what, and who looked at whose data."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.aws.clients import Clients
    from lambdesk.adapters.aws.trail import TrailQueue
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.audit.ports import TrailStore
    from lambdesk.audit.service import Accesses, Trail
    from lambdesk.kit.settings import Settings


class Trails:
    """What of the product is about the trail. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:
        settings: Settings

        @cached_property
        def clients(self) -> Clients: ...

        @cached_property
        def table(self) -> Table: ...

    @cached_property
    def trail_queue(self) -> "TrailQueue":
        """What `relay` feeds the trail with."""
        from lambdesk.adapters.aws.trail import TrailQueue

        return TrailQueue(self.clients.sqs, self.settings.trail_queue_url)

    @cached_property
    def trail_store(self) -> "TrailStore":
        from lambdesk.adapters.dynamodb.trail import DynamoTrailStore

        return DynamoTrailStore(self.table)

    @cached_property
    def trail(self) -> "Trail":
        """Who did what."""
        from lambdesk.audit.service import Trail

        return Trail(self.trail_store)

    @cached_property
    def accesses(self) -> "Accesses":
        """Who looked at what."""
        from lambdesk.audit.service import Accesses

        return Accesses(self.trail_store)
