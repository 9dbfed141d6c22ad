"""The one place where HTML becomes harmless: allow-lists for what our people write and for what mails bring.

What comes out is sound markup without scripts, frames, forms, styles that reach outside, and without anything that
loads by itself from elsewhere. The library is loaded with the first text, so that who has none pays nothing.
"""

import re
from collections.abc import Callable, Iterable
from html import unescape

from lambdesk.kit.htmltext import deepest

LIMIT = 500_000
_MAX_OPEN = 200
# Repair takes quadratic time in these, and repeats what dresses words and was never closed in each element after it.
_MAX_REFERENCES = 20_000
_MAX_REPEATED = 200_000

_DROPPED = {
    *("applet", "audio", "button", "canvas", "embed", "form", "frame", "frameset", "head", "iframe", "input", "link"),
    *("math", "meta", "noembed", "noframes", "noscript", "object", "option", "param", "script", "select", "source"),
    *("style", "svg", "template", "textarea", "title", "track", "video"),
}
_WORDS = {
    *("a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "img", "li", "ol"),
    *("p", "pre", "s", "span", "strike", "strong", "sub", "sup", "u", "ul"),
}
_TABLES = {"caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_MAIL = (
    _WORDS
    | _TABLES
    | {
        *("abbr", "address", "big", "center", "cite", "dd", "dl", "dt", "font", "h5", "h6", "ins", "kbd", "mark", "q"),
        *("samp", "section", "small", "tt", "var", "wbr"),
    }
)
_OUR_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"}, "code": {"class"}}
_MAIL_ATTRIBUTES = {
    "*": {"style", "dir", "lang", "align", "valign", "bgcolor", "width", "height", "title"},
    "a": {"href"},
    "img": {"src", "alt", "border"},
    "ol": {"start", "type"},
    "font": {"color", "size", "face"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
# None of these takes an address: nothing is loaded by a style.
_MAIL_STYLES = {
    *("background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius"),
    *("border-right", "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "display"),
    *("font", "font-family", "font-size", "font-style", "font-weight", "height", "letter-spacing", "line-height"),
    *("margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width", "padding"),
    *("padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration"),
    *("text-indent", "text-transform", "vertical-align", "white-space", "width", "word-break", "word-wrap"),
}
_LINKS = ("http:", "https:", "mailto:", "tel:")
_REMOTE = ("http:", "https:")
# A private character that no text may hold, behind the address of a picture that must not be loaded by itself.
_HELD = "\ue001"
_HELD_SOURCE = re.compile(rf'\ssrc="([^"]*){_HELD}"')
_PICTURE = re.compile(r'\ssrc="cid:([^"]+)"')
_OPENED = re.compile(r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s>/])", re.IGNORECASE)
Filter = Callable[[str, str, str], str | None]


def clean_html(markup: str) -> str:
    """What one of our people formed: words, lists, quotes, links, and pictures that come along with the message."""

    def allowed(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            return value if value.startswith("cid:") else None
        return _link(value) if attribute == "href" else value

    return _cleaned(markup, _WORDS | _TABLES, _OUR_ATTRIBUTES, allowed)


def clean_mail(markup: str) -> str | None:
    """What a mail brought, looking as its sender meant it. None when it cannot be cleaned with bounded effort.

    A picture from elsewhere has its address in `data-src`, where a reader can ask for it.
    """
    if not _tame(markup):
        return None

    def allowed(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            held = value.lower().startswith(_REMOTE)
            return value + _HELD if held else value if value.startswith("cid:") else None
        return _link(value) if attribute == "href" else value

    sound = _cleaned(markup.replace(_HELD, ""), _MAIL, _MAIL_ATTRIBUTES, allowed, styles=_MAIL_STYLES)
    return _HELD_SOURCE.sub(r' data-src="\1"', sound)


def _link(value: str) -> str | None:
    return value if value.strip().lower().startswith(_LINKS) else None


def _tame(markup: str) -> bool:
    unclosed = abs(sum(-1 if closing else 1 for closing in _OPENED.findall(markup)))
    return (
        len(markup) <= LIMIT
        and markup.count("&") <= _MAX_REFERENCES
        and unclosed * markup.count("<") <= _MAX_REPEATED
        and deepest(markup) <= _MAX_OPEN
    )


def _cleaned(
    markup: str, tags: set[str], attributes: dict[str, set[str]], allowed: Filter, styles: set[str] | None = None
) -> str:
    import nh3

    return nh3.clean(
        markup,
        tags=tags,
        clean_content_tags=_DROPPED - tags,
        attributes=attributes,
        attribute_filter=allowed,
        link_rel="noopener noreferrer",
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        filter_style_properties=styles,
        url_relative="deny",
    ).strip()


def pictures(markup: str) -> frozenset[str]:
    """The names of the pictures that cleaned markup shows out of its own message, as in `cid:<name>`."""
    return frozenset(map(unescape, _PICTURE.findall(markup)))


def rename_pictures(markup: str, names: Iterable[tuple[str, str]]) -> str:
    """The markup with other names for its own pictures; `names` are pairs of the one that stands and the new one."""
    for old, new in names:
        markup = markup.replace(f'src="cid:{old}"', f'src="cid:{new}"')
    return markup
