"""HTML to readable text. nh3 makes sound markup of anything first; quotes become `> ` lines as in plain mail."""

import re
from html import unescape
from html.parser import HTMLParser

from lambdesk.kit.text import clean_text

LIMIT = 1_000_000
MAX_OPEN = 256

_BLOCKS = {
    *("address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption"),
    *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p"),
    *("pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul"),
}
_SPACED = {"blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
_KEPT = _BLOCKS | {"a", "br", "img", "span", "td", "th"}
_DROPPED = {"link", "meta", "noembed", "object", "script", "style", "svg", "template", "title"}
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
# Tags that only dress words. They go first: repaired one by one they could multiply without end.
_DRESS = re.compile(
    r"</?(?:abbr|b|bdi|bdo|big|cite|code|em|font|i|ins|kbd|mark|nobr|q|s|samp|small|strike|strong|sub|sup|tt|u|var|wbr)"
    r"(?:\s[^<>]*|/)?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
_SELF_CLOSING = {
    *("area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p"),
    *("td", "th", "tr", "wbr"),
}
_AMPERSAND = "\ue000"  # A private character: no mail means anything by it.
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLANKS = re.compile(r"\n{3,}")


def to_text(markup: str) -> str:
    """The words of `markup`; empty when it shows none."""
    import nh3  # Loaded for mails without a plain text only.

    # Character references wait until there is text: the repair takes quadratic time in them.
    markup = _DRESS.sub("", markup[:LIMIT]).replace("&", _AMPERSAND)
    if deepest(markup) > MAX_OPEN:
        return _resolved(" ".join(_ANY_TAG.sub(" ", markup).split()))
    sound = nh3.clean(
        markup,
        tags=_KEPT,
        clean_content_tags=_DROPPED,
        attributes={"*": {"style", "hidden"}, "a": {"href", "style"}, "img": {"alt", "style"}},
        link_rel=None,
        url_schemes={"http", "https", "tel"},
    )
    writer = _Writer()
    writer.feed(sound)
    writer.close()
    return _resolved(writer.text())


def _resolved(text: str) -> str:
    return clean_text(unescape(text.replace(_AMPERSAND, "&")).replace("\xa0", " ")).strip()


def deepest(markup: str) -> int:
    """How many elements stand open at most; repair takes quadratic time in it."""
    depth = most = 0
    for closing, name in _TAG.findall(markup):
        if name.lower() not in _SELF_CLOSING:
            depth = max(0, depth - 1) if closing else depth + 1
            most = max(most, depth)
    return most


class _Writer(HTMLParser):
    """Collects lines with the depth of quoting each stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._quote = 0
        self._pre = 0
        self._links: list[tuple[str, int]] = []
        # Open elements inside a hidden one, itself included.
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        void = tag in ("br", "hr", "img")
        if self._hidden or "hidden" in values or _HIDDEN.search(values.get("style", "")):
            self._hidden += not void
            return
        if tag == "br":
            self._end_line()
        elif tag == "img":
            self._line.append(values.get("alt", ""))
        elif tag in ("td", "th"):
            self._line.append(" ")
        elif tag == "a":
            self._links.append((values.get("href", ""), len(self._line)))
        elif tag in _BLOCKS:
            self._break(tag)
            self._quote += tag == "blockquote"
            self._pre += tag == "pre"
            self._line += ["- "] if tag == "li" else []

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden -= 1
        elif tag == "a" and self._links:
            href, start = self._links.pop()
            words = "".join(self._line[start:]).strip()
            if href and words and words.rstrip("/") not in href.rstrip("/"):
                self._line.append(f" <{href}>")
        elif tag in _BLOCKS:
            self._break(tag)
            self._quote -= tag == "blockquote" and self._quote > 0
            self._pre -= tag == "pre" and self._pre > 0

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._pre:
            first, *others = data.split("\n")
            self._line.append(first)
            for other in others:
                self._end_line()
                self._line.append(other)
        else:
            self._line.append(_SPACE.sub(" ", data))

    def _break(self, tag: str) -> None:
        if "".join(self._line).strip():
            self._end_line()
        self._line.clear()
        if tag in _SPACED and self._lines and self._lines[-1][1]:
            self._lines.append((self._quote, ""))

    def _end_line(self) -> None:
        words = "".join(self._line)
        self._lines.append((self._quote, words.rstrip() if self._pre else _SPACE.sub(" ", words).strip()))
        self._line.clear()
        # A link that spans lines keeps its address for the last one.
        self._links = [(href, 0) for href, _ in self._links]

    def text(self) -> str:
        """Everything collected, quoted lines behind `>`, at most one blank line in a row."""
        if "".join(self._line).strip():
            self._end_line()
        while self._lines and not self._lines[-1][1]:
            self._lines.pop()
        lines = [(">" * depth + " " + line).rstrip() if depth else line for depth, line in self._lines]
        return _BLANKS.sub("\n\n", "\n".join(lines)).strip()
