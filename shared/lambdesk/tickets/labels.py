"""How people name a ticket."""

import re

_NUMBER = re.compile(r"[0-9]{1,10}")


def label(prefix: str, number: int) -> str:
    """How people write a ticket's number: `TKT-0001`."""
    return f"{prefix}{number:04}"


def parse_number(prefix: str, text: str) -> int | None:
    """The number behind `12` or `tkt-0012`, in any case; None for what no ticket can be called."""
    digits = text[len(prefix) :] if text[: len(prefix)].casefold() == prefix.casefold() else text
    if not _NUMBER.fullmatch(digits):
        return None
    return int(digits) or None
