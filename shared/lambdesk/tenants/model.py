"""What is remembered of a tenant that goes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ending:
    """How far the end of a tenant has come: up to `position` in the table (None: its beginning) all is gone.

    `found` is how many items this pass over the table found, `items` and `objects` what is gone altogether.
    """

    tenant: str
    position: str | None = None
    found: int = 0
    items: int = 0
    objects: int = 0
