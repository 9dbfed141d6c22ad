"""Header values of any quality."""

import pytest

from lambdesk.channels.headers import (
    Address,
    decode_base64,
    decode_words,
    message_ids,
    parse_addresses,
    parse_parameters,
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        (b"=?UTF-8?B?R3LDvMOfZQ?=", "Grüße"),
        (b"=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab"),
        (b"=?utf-8?q?a?= and =?utf-8?q?b?=", "a and b"),
        (b"=?utf-8?q?What??=", "What?"),
        (b"=?utf-8?Q?with space?=", "with space"),
        (b"=?utf-8*en?q?tagged?=", "tagged"),
        # A character cut in two between words.
        (b"=?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?=", "Grüße"),
        (b"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        (b"=?x-nothing?q?caf=E9?=", "café"),
        (b"=?utf-8?q?broken", "=?utf-8?q?broken"),
        ("Säying".encode(), "Säying"),
        (b"folded\r\n\tline", "folded line"),
        (b"", ""),
    ],
)
def test_words_are_decoded(raw: bytes, text: str) -> None:
    assert decode_words(raw) == text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"ann@x.example", [("ann@x.example", "")]),
        (b"Ann Bright <ann@x.example>", [("ann@x.example", "Ann Bright")]),
        (b'"Bright, Ann" <ann@x.example>, b@x.example', [("ann@x.example", "Bright, Ann"), ("b@x.example", "")]),
        (b"ann@x.example (Ann Bright)", [("ann@x.example", "Ann Bright")]),
        (b"=?utf-8?q?Bj=C3=B6rn=2C_X?= <b@x.example>", [("b@x.example", "Björn, X")]),
        (b"friends: a@x.example, B <b@x.example>;", [("a@x.example", ""), ("b@x.example", "B")]),
        (b"undisclosed-recipients:;", []),
        (b"<>", []),
        (b"a@x.example; b@x.example", [("a@x.example", ""), ("b@x.example", "")]),
        (b'"ann@x.example" <real@x.example>', [("real@x.example", "ann@x.example")]),
        (b"Ann <mailto:ann@x.example>", [("ann@x.example", "Ann")]),
        (b"nobody", []),
        (b"eve@evil.example (Ann <ann@x.example>)", [("eve@evil.example", "Ann <ann@x.example>")]),
        (b"(ann@x.example) eve@evil.example", [("eve@evil.example", "ann@x.example")]),
        (b"Eve (or (truly) <ann@x.example>) <eve@evil.example>", [("eve@evil.example", "Eve")]),
        (b'eve@evil.example "Ann <ann@x.example>"', [("eve@evil.example", "eve@evil.example Ann")]),
        (b'"ann@x.example"@evil.example', [('"ann@x.example"@evil.example', "")]),
        (b'"ann@x.example"', [("ann@x.example", "")]),
        (b"eve@evil.example (never closed", [("eve@evil.example", "")]),
        (b'"unclosed <a@x.example>', [("a@x.example", "unclosed")]),
    ],
)
def test_addresses_are_found_in_lists_of_any_quality(raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert parse_addresses(raw) == [Address(*each) for each in expected]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"text/plain", ("text/plain", {})),
        (b'TEXT/Plain; Charset="UTF-8"', ("text/plain", {"charset": "UTF-8"})),
        (b"a/b; name=with space.pdf; x=1", ("a/b", {"name": "with space.pdf", "x": "1"})),
        (b"a/b; name*=utf-8''Gr%C3%BC%C3%9Fe.pdf", ("a/b", {"name": "Grüße.pdf"})),
        (b"a/b; name*0*=utf-8''Gr%C3; name*1*=%BC; name*2=e", ("a/b", {"name": "Grüe"})),
        (b"a/b; name*1=b; name*0=a", ("a/b", {"name": "ab"})),
        (b'a/b; name="=?utf-8?q?Gr=C3=BCn?=.pdf"', ("a/b", {"name": "Grün.pdf"})),
        (b'a/b; name="a;b\\"c"', ("a/b", {"name": 'a;b"c'})),
        (b"; charset=x", ("", {"charset": "x"})),
        (b"text/html;iso-8859-1", ("text/html", {})),
    ],
)
def test_parameters_are_read(raw: bytes, expected: tuple[str, dict[str, str]]) -> None:
    assert parse_parameters(raw) == expected


def test_ids_are_found_with_and_without_brackets() -> None:
    assert message_ids("<a@x> <b@x>\t<c@x>") == ["a@x", "b@x", "c@x"]
    assert message_ids("a@x b@x") == ["a@x", "b@x"]
    assert message_ids("your message of today") == []


@pytest.mark.parametrize("text", [b"QUJD", b"QU JD\r\n", b"QUJD=", b"QUJDR", b"QUJD==\r\nlist footer"])
def test_base64_is_read_whatever_is_around_it(text: bytes) -> None:
    assert decode_base64(text)[:3] == b"ABC"
