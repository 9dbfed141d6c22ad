"""Bytes to text."""

import pytest

from lambdesk.channels.charset import codec_name, decode
from lambdesk.kit.text import clean_text

JAPANESE = "日本語のメール①㈱"


@pytest.mark.parametrize(
    ("text", "encoded_as", "declared"),
    [
        ("Grüße", "utf-8", "utf-8"),
        ("Grüße", "utf-8", "UTF8"),
        ("Grüße €", "cp1252", "iso-8859-1"),
        ("Grüße €", "cp1252", '"windows-1252"'),
        ("İstanbul", "cp1254", "iso-8859-9"),
        ("顏氏家訓", "big5", "big5"),
        ("简体中文", "gb18030", "gb2312"),
        ("日本語のメール", "iso2022_jp", "iso-2022-jp"),
        ("日本語①", "cp932", "shift_jis"),
        ("한국어 메일", "cp949", "ks_c_5601-1987"),
        ("Привет", "koi8-r", "koi8-r"),
        ("שלום", "iso-8859-8", "iso-8859-8-i"),
        ("Grüße", "utf-7", "unicode-1-1-utf-7"),
        ("Grüße", "utf-16", "utf-16"),
    ],
)
def test_a_declared_charset_is_believed_in_its_widest_sense(text: str, encoded_as: str, declared: str) -> None:
    assert decode(text.encode(encoded_as), declared) == text


@pytest.mark.parametrize(
    "declared", [None, "", "us-ascii", "x-unknown", "unknown-8bit", "hex", "zlib", "idna", "undefined"]
)
def test_without_a_usable_charset_valid_utf_8_is_utf_8(declared: str | None) -> None:
    assert decode("Grüße ∮ 日本語".encode(), declared) == "Grüße ∮ 日本語"


def test_utf_8_declared_as_latin_is_still_utf_8() -> None:
    assert decode("Mathématiques ∮".encode(), "iso-8859-1") == "Mathématiques ∮"


def test_a_byte_order_mark_counts_before_a_meta_tag_and_a_meta_tag_before_a_guess() -> None:
    assert decode("Grüße".encode("utf-16")) == "Grüße"
    assert decode("Grüße".encode("utf-8-sig"), "us-ascii") == "Grüße"
    page = '<html><meta charset="koi8-r">Привет'
    assert decode(page.encode("koi8-r"), None, markup=True) == page


def test_undeclared_text_is_guessed() -> None:
    chinese = "北齊顏之推，音辭雜藝終制。夫九州之人，言語不同，生民已來，固常然矣。" * 10
    assert decode(chinese.encode("big5")) == chinese
    assert decode("日本語のメール".encode("iso2022_jp")) == "日本語のメール"


def test_damage_in_utf_8_stays_local() -> None:
    damaged = ("Grüße aus Köln. " * 20).encode()[:-1] + b"\xff"
    assert decode(damaged, "utf-8").startswith("Grüße aus Köln. ")


def test_vendor_characters_in_iso_2022_jp_are_read() -> None:
    jis = b"\x1b$B\x25\x22\x2d\x21\x2d\x6a\x1b(B!"
    assert decode(jis, "iso-2022-jp") == "ア①㈱!"


def test_text_is_fit_for_every_store_and_screen() -> None:
    assert clean_text("\ufeffa\r\nb\rc\x00\x07\tü\x80") == "a\nb\nc\tü€"
    clean_text("\ud800x").encode()


def test_only_charsets_are_charsets() -> None:
    assert codec_name("UTF-8") == "utf-8"
    assert [codec_name(name) for name in ("rot13", "punycode", "unicode_escape", "ü", "x" * 99, None)] == [None] * 6
