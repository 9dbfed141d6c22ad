"""HTML is harmless afterwards, and still says what it said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdesk.kit.html import clean_html, clean_mail, pictures, rename_pictures

PIECES = st.sampled_from(
    [
        *(
            "<script>alert(1)</script>",
            "<p onclick=alert(1)>",
            "</p>",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=x>",
        ),
        *(
            '<a href="javascript:alert(1)">',
            "</a>",
            '<img src="https://far.example/a.png">',
            "<iframe src=//far.example>",
        ),
        *('<p style="background:url(http://far.example)">', "<style>@import 'http://far.example'</style>", "<form>"),
        *('<img src="data:image/svg+xml,x">', "<math><mtext></form>", "<!--", "-->", "<noscript><p title='</noscript>"),
        *(
            "\ue001",
            'src="',
            "&#xE001;",
            "<b>",
            "<table><td>",
            '<img src="cid:a@b">',
            "<base href=//far.example>",
            "<",
            '"',
        ),
        *("<link rel=stylesheet href=//far.example>", "<meta http-equiv=refresh content=0>", "<object data=x>", "text"),
    ]
)
MARKUP = st.lists(PIECES | st.text(max_size=8), max_size=20).map("".join)
TAG = re.compile(r"<[a-z][^<>]*>")


def harmless(html: str) -> None:
    tags = TAG.findall(re.sub(r'="[^"]*"', lambda value: value[0].replace("<", "").replace(">", ""), html))
    for tag in tags:
        assert not re.match(r"<(script|style|iframe|svg|math|form|link|meta|base|object|noscript|template)\b", tag), tag
        names = re.findall(r'\s([\w-]+)="', tag)
        assert not [name for name in names if name.startswith("on")], tag
        for value in re.findall(r'\s(?:src|href)="([^"]*)"', tag):
            assert value.startswith(("cid:", "http:", "https:", "mailto:", "tel:")), tag
        assert not re.search(r'<img[^>]*\ssrc="(?!cid:)', tag), tag


@given(MARKUP)
def test_nothing_runs_or_loads_by_itself(markup: str) -> None:
    for clean in (clean_html(markup), clean_mail(markup)):
        assert clean is not None
        harmless(clean)


@given(MARKUP)
def test_what_is_clean_stays_as_it_is(markup: str) -> None:
    once = clean_html(markup)
    assert clean_html(once) == once


def test_what_our_people_form_stays() -> None:
    html = '<p>Dear <strong>Ann</strong>,</p><ul><li>one</li></ul><p><img src="cid:upl_1" alt="a"></p>'
    assert clean_html(html) == html
    link = clean_html('<a href="https://northwind.example/?a=1&amp;b=2" target="_blank">here</a>')
    assert link == '<a href="https://northwind.example/?a=1&amp;b=2" rel="noopener noreferrer">here</a>'


def test_a_picture_from_elsewhere_waits_to_be_asked_for() -> None:
    html = clean_mail('<img src="https://far.example/a.png?x=1&y=2" width="3"><img src="cid:logo@x">')
    assert html == '<img data-src="https://far.example/a.png?x=1&amp;y=2" width="3"><img src="cid:logo@x">'


@pytest.mark.parametrize(
    "style", ["background:url(http://far.example)", "position:fixed", "behavior:url(x)", "b\\61ckground:url(x)"]
)
def test_styles_that_reach_out_are_dropped_and_others_stay(style: str) -> None:
    assert clean_mail(f'<p style="{style};color:red">x</p>') == '<p style="color:red">x</p>'


@pytest.mark.parametrize("markup", ["<div>" * 500, "&lt;" * 30_000, "<p><b>x</p>" * 10_000, "x" * 600_000])
def test_what_would_take_too_long_is_left_to_the_text(markup: str) -> None:
    assert clean_mail(markup) is None


def test_pictures_are_known_by_their_names_and_can_be_renamed() -> None:
    html = '<p><img src="cid:a&amp;b" alt="x"><img alt="y" src="cid:c">cid:d</p>'
    assert pictures(html) == {"a&b", "c"}
    assert pictures(rename_pictures(html, [("c", "e")])) == {"a&b", "e"}
