"""Rules about text that several packages share."""

import pytest

from lambdesk.kit.text import clean_line, clip, digest, is_address, normal_address


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Hello \t world ", "Hello world"),
        ("a\r\nBcc: x", "a Bcc: x"),
        ("a\x00b\x1bc\x85d", "a b c d"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\udcffb", "a b"),
        ("日本\u3000語", "日本 語"),
        ("\n", ""),
    ],
)
def test_a_line_is_one_line_of_visible_text(text: str, line: str) -> None:
    assert clean_line(text, 100) == line


def test_what_is_too_long_ends_with_an_ellipsis() -> None:
    assert clip("abcd", 4) == "abcd"
    assert clip("abcde", 4) == "abc…"
    assert clean_line("abcde  fgh", 6) == "abcde…"


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        (" Anna@Example.ORG\n", "anna@example.org"),
        ("JO\u0308RG@example.org", "jörg@example.org"),
        ("STRASSE@example.org", "strasse@example.org"),
        ("Straße@example.org", "straße@example.org"),
    ],
)
def test_addresses_are_compared_in_small_letters(address: str, normal: str) -> None:
    assert normal_address(address) == normal


@pytest.mark.parametrize("text", ["a@b.example", "o'hara+x@mail.example.org", "jörg@bücher.example"])
def test_an_address_is_one(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "@b.example",
        "a@b@c.example",
        "a b@c.example",
        "a@c.example\n",
        "A <a@c.example>",
        "a@-b.example",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_address(text)


def test_a_digest_knows_where_its_parts_end() -> None:
    made = {digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("ab", "c", ""), digest("ab\x001:c")}
    assert len(made) == 5
    assert all(len(each) == 40 and set(each) <= set("0123456789abcdef") for each in made)
