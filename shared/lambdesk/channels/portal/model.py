"""A remembered device of a customer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CustomerSession:
    """One device. Only hashes of handles are kept; `device` is what its browser calls itself."""

    id: str
    customer_id: str
    device: str
    handle_hash: str
    created_at: datetime
    rotated_at: datetime
    expires_at: datetime
    previous_hash: str | None = None
    version: int = 1
