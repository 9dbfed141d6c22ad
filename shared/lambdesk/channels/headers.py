"""Header values of any quality: encoded words, parameters, addresses and message ids, read leniently."""

import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from lambdesk.channels.charset import decode
from lambdesk.kit.text import clean_line

_ENCODED = re.compile(rb"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z-]{0,20})?\?([bBqQ])\?(.*?)\?=", re.DOTALL)
_FOLD = re.compile(rb"\r?\n(?=[ \t])|[\r\n]+")
_ID = re.compile(r"<\s*([^<>\s]{1,900})\s*>")
_BARE_ID = re.compile(r"[^<>\s,;]{1,900}@[^<>\s,;]{1,255}")
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_ADDRESS = re.compile(
    r"[^\s<>()\[\]:;,\"\\@]{1,64}@[^\s<>()\[\]:;,\"\\@]{1,255}|\"[^\"\r\n]{1,62}\"@[^\s<>():;,\"\\@]{1,255}"
)
NAME_LIMIT = 120
ADDRESS_LIMIT = 254
LIST_LIMIT = 200


@dataclass(frozen=True)
class Address:
    """`email` as written; `name` decoded, may be empty."""

    email: str
    name: str


@dataclass(frozen=True)
class Headers:
    """Header fields in order, names in lower case, values as raw bytes. `hint` is the mail's own charset."""

    fields: tuple[tuple[str, bytes], ...]
    hint: str | None = None

    def raw(self, name: str) -> str:
        """The first value unfolded, not decoded; empty when absent."""
        return next((_unfold(value).decode("latin-1").strip() for key, value in self.fields if key == name), "")

    def text(self, name: str) -> str:
        """The first value as readable text; empty when absent."""
        return next(iter(self.texts(name)), "")

    def texts(self, name: str) -> list[str]:
        """Every value as readable text."""
        return [decode_words(value, self.hint) for key, value in self.fields if key == name]

    def addresses(self, *names: str) -> list[Address]:
        """The addresses in all fields of these names, in the order of the names."""
        found: list[Address] = []
        for name in names:
            for key, value in self.fields:
                if key == name:
                    found += parse_addresses(value, self.hint)
        return found[:LIST_LIMIT]

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)


def _unfold(value: bytes) -> bytes:
    return _FOLD.sub(b"", value)


def decode_words(value: bytes, hint: str | None = None) -> str:
    """A header value as one readable line."""
    value = _unfold(value).strip()
    pieces: list[str] = []
    run: list[bytes] = []
    charset = ""
    end = 0
    for match in _ENCODED.finditer(value):
        between = value[end : match.start()]
        name = match[1].decode("ascii").lower()
        if run and (between.strip() or name != charset):
            pieces.append(decode(b"".join(run), charset))
            run = []
        if between.strip() or not end:
            pieces.append(decode(between, hint=hint))
        # Words that follow each other are joined as bytes: many senders cut inside a character.
        charset = name
        run.append(_word(match[2], match[3]))
        end = match.end()
    if run:
        pieces.append(decode(b"".join(run), charset))
    pieces.append(decode(value[end:], hint=hint))
    return " ".join("".join(pieces).split())


def _word(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"qQ":
        return binascii.a2b_qp(text.replace(b"_", b" "), header=True)
    return decode_base64(text)


_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def decode_base64(data: bytes) -> bytes:
    """Whatever base64 is in `data`: other characters are skipped, missing padding is added."""
    # What follows the padding is something a mailing list added.
    head, _, _ = data.partition(b"=")
    digits = head.translate(_URL_SAFE, _NOT_BASE64)
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def parse_parameters(value: bytes, hint: str | None = None) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=x` as the lower-case word before the first `;` and the parameters after it (RFC 2231)."""
    text = _unfold(value).decode("latin-1")
    main = text.partition(";")[0].strip().lower()
    plain: dict[str, bytes] = {}
    parts: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(text):
        name, found = match[1].lower(), match[2].strip()
        if found.startswith('"') and found.endswith('"') and len(found) > 1:
            found = re.sub(r"\\(.)", r"\1", found[1:-1])
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(base, found.encode("latin-1"))
            continue
        number = rest.rstrip("*")
        parts.setdefault(base, []).append((int(number) if number.isdecimal() else 0, name.endswith("*"), found))
    parameters = {name: decode_words(found, hint) for name, found in plain.items()}
    parameters.update({name: _extended(pieces) for name, pieces in parts.items()})
    return main, parameters


def _extended(pieces: Sequence[tuple[int, bool, str]]) -> str:
    charset: str | None = None
    data = b""
    for index, (_, encoded, text) in enumerate(sorted(pieces, key=lambda piece: piece[0])):
        if encoded and index == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if encoded else text.encode("latin-1")
    return clean_line(decode(data, charset), 1000)


def parse_addresses(value: bytes, hint: str | None = None) -> list[Address]:
    """Every address of a list; groups are opened, comments serve as names, rubbish is left out."""
    found = []
    for piece in _split_list(_unfold(value).decode("latin-1")):
        address = _one_address(piece, hint)
        if address:
            found.append(address)
        if len(found) >= LIST_LIMIT:
            break
    return found


def _split_list(text: str) -> Iterable[str]:
    start, quoted, comment, angle = 0, False, 0, False
    index = 0
    while index < len(text):
        char = text[index]
        if char == "\\":
            index += 2
            continue
        if char == '"' and not comment:
            quoted = not quoted
        elif not quoted:
            comment = max(0, comment + (char == "(") - (char == ")"))
            angle = (angle or char == "<") and char != ">"
            if char in ",;" and not comment and not angle:
                yield text[start:index]
                start = index + 1
            elif char == ":" and not comment and not angle and "@" not in text[start:index]:
                start = index + 1
        index += 1
    yield text[start:]


def _one_address(piece: str, hint: str | None) -> Address | None:
    visible, unquoted, comment = _without_comments(piece)
    inside = unquoted.rpartition("<")[2].partition(">")[0]
    # Quoted words are looked at last: some write nothing but a quoted address.
    match = next(filter(None, map(_ADDRESS.search, (inside, unquoted, visible))), None)
    if not match or len(match[0]) > ADDRESS_LIMIT:
        return None
    name = visible.rpartition("<")[0]
    name = re.sub(r'\\(.)|"', r"\1", name.strip() or comment)
    email = decode(match[0].rstrip(".").encode("latin-1"), hint=hint)
    return Address(email, clean_line(decode_words(name.encode("latin-1"), hint).strip("'\" "), NAME_LIMIT))


def _without_comments(text: str) -> tuple[str, str, str]:
    """`text` without comments, the same without quoted strings, and the first comment.

    A quoted local part stays in both. What is opened and never closed is ordinary text up to the end.
    """
    visible, unquoted, comment, start = "", "", "", 0
    for found_start, found_end in _enclosed(text):
        between, found = text[start:found_start], text[found_start:found_end]
        local_part = text[found_end : found_end + 1] == "@"
        visible += between + (found if found[0] == '"' else " ")
        unquoted += between + (found if found[0] == '"' and local_part else " ")
        if found[0] == "(":
            comment = comment or found[1:-1]
        start = found_end
    return visible + text[start:], unquoted + text[start:], comment


def _enclosed(text: str) -> Iterator[tuple[int, int]]:
    """Where the quoted strings and the outermost comments are."""
    start, depth, quoted, escaped = 0, 0, False, False
    for index, char in enumerate(text):
        inside = quoted or depth > 0
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif not quoted and (char == "(" or (char == ")" and depth)):
            depth += 1 if char == "(" else -1
        if not inside and (quoted or depth):
            start = index
        elif inside and not quoted and not depth:
            yield start, index + 1


def address_like(value: bytes) -> set[str]:
    """Everything in an address field that one program or another may take for an address, wherever it stands."""
    found = _ADDRESS.findall(_ENCODED.sub(b" ", _unfold(value)).decode("latin-1"))
    return {each.rstrip(".").lower() for each in found}


def message_ids(value: str) -> list[str]:
    """The ids in a Message-ID, In-Reply-To or References value, without brackets, in their order."""
    found = _ID.findall(value)
    return found or _BARE_ID.findall(value)
