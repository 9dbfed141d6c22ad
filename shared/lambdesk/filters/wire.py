"""Fields and filters as they leave us, as JSON values."""

from typing import Any

from lambdesk.filters import tree
from lambdesk.filters.fields import Catalogue, Field
from lambdesk.filters.model import CONDITIONS, DEPTH, TEXT_LENGTH, VALUES
from lambdesk.filters.reading import Problem, Read
from lambdesk.filters.text import to_text

Wire = dict[str, Any]


def fields(catalogue: Catalogue) -> Wire:
    """All that is in use."""
    return {
        "items": [_field(each) for each in catalogue.fields.values() if each.active],
        "conditions_limit": CONDITIONS,
        "depth_limit": DEPTH,
        "values_limit": VALUES,
        "text_limit": TEXT_LENGTH,
    }


def _field(field: Field) -> Wire:
    choices = [{"value": each.value, "label": each.label, "parent": each.parent} for each in field.offered()]
    return {
        "id": field.id,
        "name": field.name,
        "label": field.label or None,
        "kind": field.kind.value,
        "operators": [each.value for each in field.operators],
        "choices": None if field.choices is None else choices,
        "keywords": list(field.keywords),
        "optional": field.optional,
    }


def reading(found: Read, catalogue: Catalogue) -> Wire:
    """What came of reading a filter."""
    kept = found.filter
    return {
        "filter": tree.dump(kept) if kept is not None else None,
        "text": to_text(kept, catalogue) if kept is not None else None,
        "stable": to_text(kept) if kept is not None else None,
        "problems": [problem(each) for each in found.problems],
    }


def problem(found: Problem) -> Wire:
    """A mistake with its place."""
    at, path = (found.where, None) if isinstance(found.where, int) else (None, found.where)
    return {
        "at": at,
        "path": path,
        "message": found.message,
        "code": found.code,
        "possible": list(found.possible),
    }
