"""Raw bytes to a bounded tree of parts. Any bytes give a tree; what goes over a bound stays as one opaque leaf."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lambdesk.channels.headers import Headers, decode_base64, parse_parameters

MAX_PARTS = 300
MAX_DEPTH = 16
MAX_FIELDS = 1000
MAX_FIELD_BYTES = 64 * 1024
MAX_HEAD_BYTES = 1024 * 1024
MAX_BROKEN_LINES = 20

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*")
_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,80}", re.ASCII)
_GUESSED_BOUNDARY = re.compile(rb"(?m)^--(\S[^\r\n]{0,200}?)[ \t]*\r?\n(?:content-|\r?\n)", re.IGNORECASE)
# A line without a colon among the headers is skipped when one of these still follows before the blank line.
_AUTHOR_NAMES = (
    "from|sender|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|reply-to|in-reply-to|references"
    "|auto-submitted|precedence"
)
_TRACE_NAMES = (
    "received|return-path|delivered-to|envelope-to|(?:arc|dkim|list)-[a-z-]+|authentication-results|received-spf"
    "|x-[a-z0-9-]+"
)
_AUTHOR_FIELD = re.compile(rf"(?:{_AUTHOR_NAMES})$")
TRACE_FIELD = re.compile(rf"(?:{_TRACE_NAMES})$")
_SURE_FIELDS = re.compile(rf"(?im)^(?:{_AUTHOR_NAMES}|{_TRACE_NAMES}):".encode())
_BLANK_LINE = re.compile(rb"\n\r?\n")
_ENVELOPE_LINE = re.compile(rb">?From [^\r\n]*\r?\n")


@dataclass(frozen=True)
class Part:
    """A node: `children` for a multipart, else the still encoded `body`."""

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    disposition: str
    filename: str
    children: tuple["Part", ...] = ()
    body: bytes = b""

    @property
    def multipart(self) -> bool:
        return bool(self.children)

    @cached_property
    def decoded(self) -> bytes:
        """The body without its transfer encoding."""
        return decode_transfer(self.body, self.headers.raw("content-transfer-encoding"))

    def walk(self) -> Iterator["Part"]:
        """This part and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class _Budget:
    """What one mail may still use; shared by the whole tree."""

    data: bytes
    parts: int = field(default=MAX_PARTS)


def parse_tree(raw: bytes) -> Part:
    """The tree of a whole mail."""
    start = 0
    while raw[start : start + 1] in (b"\r", b"\n") or raw[start : start + 3] == b"\xef\xbb\xbf":
        start += 3 if raw[start : start + 3] == b"\xef\xbb\xbf" else 1
    envelope = _ENVELOPE_LINE.match(raw, start)
    if envelope:
        start = envelope.end()
    root = _part(_Budget(raw), start, len(raw), "text/plain", MAX_DEPTH)
    if any(_AUTHOR_FIELD.match(name) for name, _ in root.headers.fields):
        return root
    # Words before a colon make no header. Below what the servers on its way wrote, this is a bare text.
    headers, body_start = _read_head(raw, start, len(raw), TRACE_FIELD)
    return Part(headers, "text/plain", {}, "", "", body=raw[body_start:])


def read_headers(data: bytes) -> Headers:
    """The header fields at the beginning of an enclosed mail or report."""
    return _read_head(data, 0, len(data))[0]


def _part(budget: _Budget, start: int, end: int, default_type: str, depth: int) -> Part:
    budget.parts -= 1
    headers, body_start = _read_head(budget.data, start, end)
    media_type, parameters = parse_parameters(_raw(headers, "content-type"))
    disposition, extra = parse_parameters(_raw(headers, "content-disposition"))
    if not _TYPE.fullmatch(media_type):
        media_type = "application/octet-stream" if disposition == "attachment" else default_type
    hint = parameters.get("charset")
    headers = Headers(headers.fields, hint)
    children: tuple[Part, ...] = ()
    if media_type.startswith("multipart/") and depth > 0:
        inner = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
        children = _children(budget, body_start, end, parameters.get("boundary", ""), inner, depth - 1)
        if children and not hint:
            hint = next((part.parameters.get("charset") for part in children if part.parameters.get("charset")), None)
            headers = Headers(headers.fields, hint)
    return Part(
        headers=headers,
        media_type=media_type if children or not media_type.startswith("multipart/") else "text/plain",
        parameters=parameters,
        disposition=disposition,
        filename=extra.get("filename") or parameters.get("name", ""),
        children=children,
        body=b"" if children else budget.data[body_start:end],
    )


def _raw(headers: Headers, name: str) -> bytes:
    return next((value for key, value in headers.fields if key == name), b"")


def _children(budget: _Budget, start: int, end: int, boundary: str, default_type: str, depth: int) -> tuple[Part, ...]:
    spans = _spans(budget.data, start, end, boundary.encode("latin-1", "ignore"))
    if not spans:
        guess = _GUESSED_BOUNDARY.search(budget.data, start, end)
        spans = _spans(budget.data, start, end, guess[1]) if guess else []
    parts = []
    for span in spans:
        if budget.parts <= 0:
            parts.append(_rest(budget.data[span[0] : end]))
            break
        parts.append(_part(budget, span[0], span[1], default_type, depth))
    return tuple(parts)


def _rest(data: bytes) -> Part:
    return Part(Headers(()), "application/octet-stream", {}, "attachment", "remaining parts.eml", body=data)


def _spans(data: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
    """Where the parts between delimiter lines are. Only whole lines count: boundaries may begin alike."""
    boundary = boundary.strip()
    if not boundary:
        return []
    delimiter = re.compile(rb"(?m)^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?(?:\n|\Z)")
    marks = []
    for match in delimiter.finditer(data, start, end):
        marks.append((match.start(), match.end(), match[1] is not None))
        if len(marks) > MAX_PARTS + 1:
            break
    spans = []
    for index, (_, after, closing) in enumerate(marks):
        last = index + 1 == len(marks)
        # A closing line that others follow closed too early; the last one really ends it.
        if closing and last:
            break
        stop = end if last else marks[index + 1][0]
        stop -= data.endswith(b"\n", after, stop)
        stop -= data.endswith(b"\r", after, stop)
        if stop > after or not closing:
            spans.append((after, max(after, stop)))
    return spans


def _read_head(data: bytes, start: int, end: int, only: re.Pattern[str] | None = None) -> tuple[Headers, int]:
    """The header fields from `start`, and where the body begins: at the latest with a name that is not `only`."""
    fields: list[tuple[str, bytes]] = []
    at, broken = start, 0
    while at < end:
        if at - start > MAX_HEAD_BYTES:
            blank = _BLANK_LINE.search(data, at - 1, end)
            return Headers(tuple(fields)), blank.end() if blank else end
        stop = data.find(b"\n", at, end)
        stop = end if stop < 0 else stop + 1
        line = data[at : min(stop, at + MAX_FIELD_BYTES)]
        if not line.strip(b"\r\n"):
            return Headers(tuple(fields)), stop
        if line[:1] in b" \t" and fields:
            name, value = fields[-1]
            if len(value) < MAX_FIELD_BYTES:
                fields[-1] = (name, value + line)
        elif match := _FIELD.match(line):
            if only and not only.match(match[1].decode("ascii").lower()):
                return Headers(tuple(fields)), at
            if len(fields) < MAX_FIELDS:
                fields.append((match[1].decode("ascii").lower(), line[match.end() :]))
        else:
            broken += 1
            if not fields or broken > MAX_BROKEN_LINES or not _headers_follow(data, stop, end):
                return Headers(tuple(fields)), at
        at = stop
    return Headers(tuple(fields)), end


def _headers_follow(data: bytes, start: int, end: int) -> bool:
    blank = _BLANK_LINE.search(data, start, min(end, start + MAX_FIELD_BYTES))
    return bool(_SURE_FIELDS.search(data[start : blank.start() if blank else start]))


def decode_transfer(body: bytes, encoding: str) -> bytes:
    """`body` without its transfer encoding; an encoding that is not there leaves it as it is."""
    encoding = encoding.partition(";")[0].strip().strip("'\"").lower()
    if encoding == "base64":
        return decode_base64(body) or body
    if encoding in ("quoted-printable", "quotedprintable"):
        return binascii.a2b_qp(body)
    if encoding in ("x-uuencode", "uuencode", "x-uue"):
        return _uudecode(body) or body
    return body


def _uudecode(body: bytes) -> bytes:
    out = []
    for line in body.splitlines():
        if line.startswith((b"begin ", b"end")) or not line:
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders pad a line beyond its length byte.
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                continue
    return b"".join(out)
