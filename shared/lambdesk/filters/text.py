"""A filter as a line of text, for addresses and for typing: `priority:high,urgent -tag:vip (team:a or team:b)`.

    filter    = all { "or" all }
    all       = { [ "and" ] one }                      nothing at all: everything
    one       = ( "-" | "not" ) one | "(" filter ")" | condition
    condition = ( "no:" | "has:" ) field | field sign value { "," value } | field ":" value ".." value
    sign      = ":" any of | "~" contains | "^" starts with | "/" under | "<" | "<=" | ">" | ">="

A value stands in double quotes when it holds white space, a comma, a parenthesis or a quote; a backslash in quotes
takes the next character as it is.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

from lambdesk.filters.fields import Catalogue, Field, FieldKind
from lambdesk.filters.model import (
    EVERYTHING,
    TEXT_LENGTH,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Not,
    Operator,
    Value,
    normal,
)
from lambdesk.filters.reading import NESTING, Enough, Read, Reading, Said
from lambdesk.filters.values import said, to_word

# Names may be longer than the ids that they stand for.
INPUT_LENGTH = 4 * TEXT_LENGTH
SIGNS: Mapping[str, Operator] = {
    ":": Operator.ANY_OF,
    "~": Operator.CONTAINS,
    "^": Operator.STARTS_WITH,
    "/": Operator.UNDER,
    "<=": Operator.LTE,
    ">=": Operator.GTE,
    "<": Operator.LT,
    ">": Operator.GT,
}
_SIGN_OF = {op: sign for sign, op in SIGNS.items()}
_EMPTY, _PRESENT, _RANGE = "no", "has", ".."
_RANGED = (FieldKind.NUMBER, FieldKind.DATE, FieldKind.MOMENT)
_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_SIGN = re.compile("|".join(map(re.escape, SIGNS)))
_BARE = re.compile(r'[^\s,()"]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class _Stop(Exception):
    """The rest of the text cannot be understood."""


def parse(text: str, catalogue: Catalogue, *, viewer: bool = True) -> Read:
    """The filter that a text means, or what is wrong with it and where. Never raises."""
    reading = Reading(catalogue, viewer=viewer)
    if len(text) > INPUT_LENGTH:
        reading.wrong(INPUT_LENGTH, f"a text has {INPUT_LENGTH} characters at most", "too_long")
        return reading.done(EVERYTHING, 0, 0)
    try:
        found = normal(_Parser(text, reading).whole())
    except (_Stop, Enough):
        return reading.done(EVERYTHING, 0, 0)
    return reading.done(found, 0, len(to_text(found)))


def to_text(found: Filter, catalogue: Catalogue | None = None) -> str:
    """The text of a filter: with a catalogue in people's words, without one by ids alone."""
    match found:
        case AnyOf(parts):
            return " or ".join(_part(each, catalogue, (AnyOf,)) for each in parts) or "-()"
        case AllOf(parts):
            return " ".join(_part(each, catalogue, (AnyOf, AllOf)) for each in parts)
        case Not(part):
            return f"-{_part(part, catalogue, (AnyOf, AllOf))}"
        case Condition():
            return _condition(found, catalogue)


def _part(found: Filter, catalogue: Catalogue | None, grouped: tuple[type, ...]) -> str:
    text = to_text(found, catalogue)
    return f"({text})" if isinstance(found, grouped) or not text else text


def _condition(found: Condition, catalogue: Catalogue | None) -> str:
    field = catalogue.fields.get(found.field) if catalogue else None
    name = field.name if field else found.field
    if found.op is Operator.EMPTY:
        return f"{_EMPTY}:{name}"
    words = [_word(to_word(field, each)) for each in found.values]
    if found.op is Operator.WITHIN:
        return f"{name}:{_RANGE.join(words)}"
    return f"{name}{_SIGN_OF[found.op]}{','.join(words)}"


def _word(word: Value) -> str:
    text = str(word)
    if _BARE.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class _Parser:
    """Recursive descent over one text; `at` is the offset of what comes next."""

    def __init__(self, text: str, reading: Reading) -> None:
        self._text = text
        self._reading = reading
        self._at = 0
        self._nested = 0

    def whole(self) -> Filter:
        found = self._any()
        if self._at < len(self._text):
            self._stop("a closing parenthesis that nothing opened", ("and", "or"))
        return found

    def _any(self) -> Filter:
        self._nested += 1
        if self._nested > NESTING:
            self._stop("parentheses are nested too deeply", ())
        parts = [self._all()]
        if not parts[0] and self._sees("or"):
            self._stop("a condition is missing", self._beginnings())
        while self._accept("or"):
            parts.append(self._all(needed=True))
        self._nested -= 1
        return AnyOf(tuple(map(AllOf, parts)))

    def _all(self, *, needed: bool = False) -> tuple[Filter, ...]:
        parts: list[Filter] = []
        while True:
            needed = (bool(parts) and self._accept("and")) or (needed and not parts)
            if self._ends():
                if needed:
                    self._stop("a condition is missing", self._beginnings())
                return tuple(parts)
            parts.append(self._one())

    def _one(self) -> Filter:
        negations = 0
        while self._accept("-") or self._accept("not"):
            negations += 1
        if self._accept("("):
            found = self._any()
            if not self._accept(")"):
                self._stop("a closing parenthesis is missing", (")",))
        else:
            found = self._condition()
        return Not(found) if negations % 2 else found

    def _condition(self) -> Filter:
        self._skip()
        start = self._at
        name = self._take(_NAME)
        if name is None:
            self._stop("a condition begins with a field", self._beginnings())
        sign_at = self._at
        if name in (_EMPTY, _PRESENT) and self._text.startswith(":", self._at):
            self._at += 1
            return self._presence(name)
        sign = self._take(_SIGN)
        if sign is None:
            self._stop(f"after {name} comes a sign", tuple(SIGNS))
        words, places = self._values()
        field = self._reading.field(self._reading.catalogue.named(name), name, start, self._beginnings())
        return self._read(field, sign, words, sign_at, places) if field else EVERYTHING

    def _presence(self, word: str) -> Filter:
        start = self._at
        name = self._take(_NAME)
        if name is None:
            self._stop(f"after {word}: comes a field", self._beginnings())
        field = self._reading.field(self._reading.catalogue.named(name), name, start, self._beginnings())
        if field is None:
            return EVERYTHING
        found = self._reading.condition(Said(field, Operator.EMPTY, (), start, ()))
        return Not(found) if word == _PRESENT else found

    def _read(self, field: Field, sign: str, words: list[str], sign_at: int, places: list[int]) -> Filter:
        op = SIGNS[sign]
        if op is Operator.ANY_OF and field.kind in _RANGED and len(words) == 1 and _RANGE in words[0]:
            first, _, last = words[0].partition(_RANGE)
            op, words, places = Operator.WITHIN, [first, last], [places[0], places[0] + len(first) + len(_RANGE)]
        values = [said(field, word) for word in words]
        return self._reading.condition(Said(field, op, values, sign_at, places))

    def _values(self) -> tuple[list[str], list[int]]:
        words: list[str] = []
        places: list[int] = []
        while not words or self._text.startswith(",", self._at):
            self._at += bool(words)
            places.append(self._at)
            words.append(self._value())
        return words, places

    def _value(self) -> str:
        if not self._text.startswith('"', self._at):
            bare = self._take(_BARE)
            return bare if bare is not None else self._stop("a value is missing", ())
        quoted = self._take(_QUOTED)
        if quoted is None:
            self._stop("the closing quote is missing", ('"',))
        return _ESCAPED.sub(r"\1", quoted[1:-1])

    def _take(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self._text, self._at)
        if found is None:
            return None
        self._at = found.end()
        return found[0]

    def _skip(self) -> None:
        self._take(_SPACE)

    def _ends(self) -> bool:
        """Whether the group is over."""
        self._skip()
        return self._at == len(self._text) or self._text[self._at] == ")" or self._sees("or")

    def _sees(self, token: str) -> bool:
        if not token.isalpha():
            return self._text.startswith(token, self._at)
        word = _NAME.match(self._text, self._at)
        # No field has one of these names, and a sign after it is a mistake to be told as one.
        return word is not None and word[0].casefold() == token

    def _accept(self, token: str) -> bool:
        self._skip()
        seen = self._sees(token)
        self._at += len(token) if seen else 0
        return seen

    def _beginnings(self) -> Sequence[str]:
        return self._reading.catalogue.names()

    def _stop(self, message: str, possible: Sequence[str]) -> NoReturn:
        self._reading.wrong(self._at, message, "wrong_format", possible)
        raise _Stop
