"""Liquid in canned responses: which of it is taken, and what becomes of it on a ticket.

Templates hold no loops, load nothing and reach nothing but the values they are given. What they print is escaped, and
the whole is cleaned again afterwards. The library is loaded with the first template.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from html import unescape
from typing import Any

from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.html import clean_html

# Variables of every ticket; custom fields stand beside them as `fields.<key>`.
VARIABLES = (
    *("customer.name", "customer.first_name", "customer.email"),
    *("ticket.number", "ticket.label", "ticket.subject", "ticket.state", "ticket.confirmation_url"),
    *("agent.name", "agent.first_name", "tenant.name"),
)
# What is no tag to an author: words, what is printed, and the refusal of what is unknown.
_PLAIN = ("content", "output", "illegal")
TAGS = ("if", "unless", "case", "assign", "comment")
# None of these makes of two texts one that is as long as both multiplied, as `replace` would.
FILTERS = (
    *("append", "capitalize", "default", "downcase", "first", "join", "last", "lstrip", "prepend", "rstrip", "size"),
    *("squish", "strip", "truncate", "truncatewords", "upcase"),
)
OUTPUT_LIMIT_BYTES = 60_000
NAMES_LIMIT_BYTES = 4_000
NESTING_LIMIT = 10
SOURCE_LIMIT_BYTES = 20_000
_RAW = re.compile(r"\{%-?\s*raw\b")
_MARKED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
Value = str | int | float | bool | list[str]
Values = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True)
class Unresolved:
    """A variable that nothing was put in for: `unknown` is none at all, `empty` has no value on this ticket."""

    variable: str
    reason: str
    hint: str


@dataclass(frozen=True)
class Rendering:
    """What a response says on a ticket: clean HTML in which what is unresolved still stands as `{{ name }}`."""

    html: str
    unresolved: tuple[Unresolved, ...]


def written(markup: str) -> str:
    """A body as it is kept: clean HTML whose Liquid is as its author typed it."""
    return _MARKED.sub(lambda found: unescape(found[0]).replace("\N{NO-BREAK SPACE}", " "), clean_html(markup))


def check(language: str, markup: str) -> None:
    """Raises Invalid, naming the body of this language, for Liquid that cannot be understood or is not taken."""
    from liquid.exceptions import LiquidError

    field = f"body.bodies.{language}"
    if len(markup.encode()) > SOURCE_LIMIT_BYTES:
        raise Invalid(fields=[FieldError(field, f"has more than {SOURCE_LIMIT_BYTES} bytes", "too_long")])
    try:
        used = _environment(set()).from_string(markup).analyze(include_partials=False)
    except (LiquidError, RecursionError) as error:
        raise Invalid(fields=[_refusal(field, error)]) from error
    strange = sorted(set(used.filters) - set(FILTERS))
    if strange or _RAW.search(markup):
        what = f"the filter {strange[0]}" if strange else "the tag raw"
        raise Invalid(fields=[FieldError(field, f"is no Liquid that is taken: {what} is none of ours", "wrong_format")])


def render(markup: str, values: Values, fields: Iterable[str]) -> Rendering:
    """What the markup says with these values; `fields` are the keys of all custom fields that there are.

    Raises Invalid for what cannot be rendered, such as a filter that does not fit its value.
    """
    from liquid.exceptions import LiquidError

    missed: set[str] = set()
    groups = {name: _Group(name, each, missed) for name, each in values.items()}
    try:
        text = _environment(missed).from_string(markup).render(**groups)
    except (LiquidError, RecursionError) as error:
        raise Invalid(fields=[_refusal("path.id", error)]) from error
    known = {*VARIABLES, *(f"fields.{key}" for key in fields)}
    return Rendering(clean_html(text), tuple(_unresolved(name, known) for name in sorted(missed)))


def _refusal(field: str, error: Exception) -> FieldError:
    said = str(error).partition("\n")[0] if not isinstance(error, RecursionError) else "is nested too deeply"
    return FieldError(field, f"is no Liquid that is taken: {said[:200]}", "wrong_format")


def _unresolved(name: str, known: set[str]) -> Unresolved:
    if name in known:
        hint = f'This ticket has no value for it. Fill it in, or give a default: {{{{ {name} | default: "…" }}}}.'
        return Unresolved(name, "empty", hint)
    return Unresolved(name, "unknown", "There is no such variable; look at the list beside the editor.")


class _Group:
    """The variables behind a first name. The name alone says nothing, so printing it is a miss as well."""

    def __init__(self, name: str, values: Mapping[str, Value], missed: set[str]) -> None:
        self._name, self._values, self._missed = name, values, missed

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def __str__(self) -> str:
        self._missed.add(self._name)
        return _mark(self._name)


def _mark(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _environment(missed: set[str]) -> Any:
    """What templates are parsed and rendered in. Names that are printed without a value are added to `missed`."""
    from liquid import Environment
    from liquid.undefined import Undefined

    class Missing(Undefined):
        """Nothing: false in a condition, what `default` replaces, and a mark where it is printed."""

        def __str__(self) -> str:
            # The name is that of the first part alone; the hint has them all.
            name = str(self.hint or self.name).removesuffix(" is undefined").strip("'")
            missed.add(name)
            return _mark(name)

    class Small(Environment):
        """Liquid without what loops, loads or reaches outside."""

        output_stream_limit = OUTPUT_LIMIT_BYTES
        local_namespace_limit = NAMES_LIMIT_BYTES
        block_nesting_limit = NESTING_LIMIT
        context_depth_limit = NESTING_LIMIT

    environment = Small(autoescape=True, undefined=Missing)
    environment.tags = {name: environment.tags[name] for name in (*_PLAIN, *TAGS)}
    filters = {name: _passing(environment.filters[name], Missing) for name in FILTERS}
    environment.filters = filters | {"default": environment.filters["default"]}
    return environment


def _passing(found: Callable[..., Any], missing: type) -> Callable[..., Any]:
    """The filter, which passes on what is missing: else it could cut off the mark that blocks the send."""

    @wraps(found)
    def filtered(*values: Any, **named: Any) -> Any:
        lost = [each for each in (*values, *named.values()) if isinstance(each, missing)]
        return lost[0] if lost else found(*values, **named)

    return filtered
