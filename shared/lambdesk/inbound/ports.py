"""What inbound mail needs from the world."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from lambdesk.inbound.model import InboundSource
from lambdesk.kit.changes import Claim, Committer


class SourceStore(Committer, Protocol):
    """The sources of a tenant."""

    def source(self, tenant: str, source_id: str) -> InboundSource | None:
        """One source, strongly consistent."""
        ...

    def sources(self, tenant: str) -> Sequence[InboundSource]:
        """All of them, the oldest first."""
        ...

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        """What the taker of a claim left, unless it has run out."""
        ...


class Handover(Protocol):
    """Hands a mail that is stored, with its receipt, to whoever takes mail in. Raises Unavailable."""

    def __call__(self, receipt: Mapping[str, Any]) -> None: ...
