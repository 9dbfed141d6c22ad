"""What limits need from the world."""

from typing import Protocol

from lambdesk.limits.model import Limit


class Full(Exception):
    """There is no room for a block; `horizon` is the bucket's."""

    def __init__(self, horizon: int) -> None:
        super().__init__("no tokens left")
        self.horizon = horizon


class BucketStore(Protocol):
    """Buckets by tenant and name."""

    def take(self, tenant: str, bucket: str, limit: Limit, now: int, known: int | None) -> int:
        """Take one block with one conditional write and give the new horizon; raises Full.

        `known` is the horizon the caller saw last: a good guess saves a second try.
        """
        ...
