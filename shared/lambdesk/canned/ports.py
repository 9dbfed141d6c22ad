"""What canned responses need from a store."""

from collections.abc import Sequence
from typing import Protocol

from lambdesk.canned.model import Counted
from lambdesk.kit.changes import Claim, Committer


class CannedStore(Committer, Protocol):
    """One round trip a call, more only where more is kept than one page holds."""

    def all(self, tenant: str) -> tuple[Counted, ...]:
        """Every response of the tenant, by id."""
        ...

    def one(self, tenant: str, response_id: str) -> Counted | None:
        """One response, strongly consistent; None for what is no id of one."""
        ...

    def count(self, tenant: str, response_ids: Sequence[str]) -> None:
        """One more use of each, none lost to another counter; what is not there is not counted."""
        ...

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        """What an earlier taker left in `claim`."""
        ...
