"""Patterns that people write, matched in linear time: no pattern makes a match take long.

The engine is that of pydantic-core, which the API has loaded anyway. It knows no backreferences and no look-around, and
refuses patterns that would become too large. It is loaded on first use, for those who never match anything.
"""

from functools import lru_cache
from typing import Any

PATTERN_LIMIT = 250


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> Any:
    from pydantic_core import SchemaValidator, core_schema

    # Alone first: `a)|(b` would be a pattern only between our parentheses.
    for form in (pattern, rf"\A(?:{pattern})\z"):
        matcher = SchemaValidator(core_schema.str_schema(pattern=form, regex_engine="rust-regex"))
    return matcher


def is_pattern(pattern: str) -> bool:
    """Whether texts can be matched with it."""
    from pydantic_core import SchemaError

    try:
        _matcher(pattern)
    except SchemaError:
        return False
    return True


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text has the form. The pattern is one that `is_pattern` took."""
    from pydantic_core import ValidationError

    try:
        _matcher(pattern).validate_python(text)
    except ValidationError:
        return False
    return True
