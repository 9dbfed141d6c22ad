"""HTML to words."""

import time

import pytest

from lambdesk.kit.htmltext import to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("<style>p{}</style><script>x()</script><title>t</title><p>a", "a"),
        ("a <b>b</b><i>c</i>\n d", "a bc d"),
        ('<a href="https://x.example/a?b=1&amp;c=2">here</a>', "here <https://x.example/a?b=1&c=2>"),
        ('<a href="https://x.example/">https://x.example</a>', "https://x.example"),
        ('<a href="javascript:x()">here</a>', "here"),
        ("&lt;b&gt; caf&eacute; &#8364; &amp;lt; AT&T", "<b> café € &lt; AT&T"),
        ('<div style="display:none">secret<p>x</p></div>seen', "seen"),
        ("<p hidden>secret</p>seen", "seen"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>new</p><blockquote>old<blockquote>older</blockquote></blockquote>", "new\n\n> old\n>\n>> older"),
        ('<img alt="Logo"><img>', "Logo"),
        ("no markup", "no markup"),
        ("<!-- c --><![if x]>a<![endif]>", "a"),
        ("<p><img></p>", ""),
    ],
)
def test_words_keep_their_lines(markup: str, text: str) -> None:
    assert to_text(markup) == text


@pytest.mark.parametrize("bomb", ["<div>" * 200_000, "<b>" * 200_000 + "<p>x" * 1000, "&a " * 200_000, "<" * 100_000])
def test_hostile_markup_ends(bomb: str) -> None:
    started = time.process_time()
    to_text(bomb)
    assert time.process_time() - started < 20
