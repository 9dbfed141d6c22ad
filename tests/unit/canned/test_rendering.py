"""What of Liquid is taken, and what becomes of it."""

import pytest

from lambdesk.canned.rendering import FILTERS, TAGS, VARIABLES, Values, check, render, written
from lambdesk.kit.errors import Invalid

VALUES: Values = {
    "customer": {"name": "Ana <b>Lopez</b>", "first_name": "Ana"},
    "ticket": {"number": 7, "subject": "Lamp & bulb"},
    "fields": {"sizes": ["S", "XL"], "paid": True},
}


def said(markup: str) -> str:
    markup = written(markup)
    check("en", markup)
    return render(markup, VALUES, ["size", "sizes", "paid"]).html


def missed(markup: str) -> dict[str, str]:
    markup = written(markup)
    check("en", markup)
    return {each.variable: each.reason for each in render(markup, VALUES, ["size", "sizes"]).unresolved}


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("<p>Dear {{ customer.first_name }}</p>", "<p>Dear Ana</p>"),
        ("{{ customer.name }}", "Ana &lt;b&gt;Lopez&lt;/b&gt;"),
        ("{{ ticket.subject }}", "Lamp &amp; bulb"),
        ('{{ customer.email | default: "you" }}', "you"),
        ('{{ fields.size | default: "any" }}', "any"),
        ('{{ fields.sizes | join: " and " }}', "S and XL"),
        ("{% if ticket.number > 3 %}many{% else %}few{% endif %}", "many"),
        ("{% if fields.size %}yes{% endif %}", ""),
        ("{% unless fields.size %}none{% endunless %}", "none"),
        ("{% assign who = customer.first_name | upcase %}{{ who }}", "ANA"),
        ("{% case ticket.number %}{% when 7 %}seven{% endcase %}", "seven"),
        ("a{% comment %}b{% endcomment %}c", "ac"),
        ('{{ "&lt;script&gt;alert(1)&lt;/script&gt;x" }}', "x"),
        ("{{&nbsp;ticket.number&nbsp;}}", "7"),
        ("<script>x</script><p onclick='x'>y</p>", "<p>y</p>"),
    ],
)
def test_it_says(markup: str, html: str) -> None:
    assert said(markup) == html
    assert missed(markup) == {}


@pytest.mark.parametrize(
    ("markup", "reasons"),
    [
        ("{{ customer.email }}", {"customer.email": "empty"}),
        ("{{ fields.size }}", {"fields.size": "empty"}),
        ("{{ customer.company }} {{ nobody }}", {"customer.company": "unknown", "nobody": "unknown"}),
        ("{{ customer }}", {"customer": "unknown"}),
        ("{{ fields.size | upcase | truncate: 3 }}", {"fields.size": "empty"}),
        ('{{ "a" | append: fields.size | truncate: 3 }}', {"fields.size": "empty"}),
        ("{% assign x = fields.size %}{{ x }}", {"fields.size": "empty"}),
        ("{% if ticket.number == 1 %}{{ nobody }}{% endif %}", {}),
    ],
)
def test_what_is_missing_is_named_and_stays_in_the_text(markup: str, reasons: dict[str, str]) -> None:
    assert missed(markup) == reasons
    for name in reasons:
        assert f"{{{{ {name} }}}}" in said(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "{% for x in (1..1000000000) %}a{% endfor %}",
        "{% include 'a' %}",
        "{% render 'a' %}",
        "{% capture a %}b{% endcapture %}",
        "{% raw %}{{ x }}{% endraw %}",
        "{{ customer.name | safe }}",
        "{% if ticket.number == 1 %}{{ customer.name | nothing }}{% endif %}",
        '{{ customer.name | replace: "a", customer.name }}',
        "{{ open",
        "{% if a %}",
        "{% if a %}" * 40 + "{% endif %}" * 40,
        "x" * 20_001,
    ],
)
def test_what_could_do_harm_or_cannot_be_read_is_refused_when_it_is_written(markup: str) -> None:
    with pytest.raises(Invalid) as refused:
        check("de", written(markup))
    assert refused.value.fields[0].field == "body.bodies.de"


def test_what_grows_without_end_is_stopped() -> None:
    doubling = '{% assign a = "aaaaaaaaaaaaaaaa" %}' + "{% assign a = a | append: a %}" * 40
    check("en", doubling)
    with pytest.raises(Invalid):
        render(doubling, VALUES, [])


def test_what_is_taken_is_there_to_be_told() -> None:
    assert all("." in each for each in VARIABLES)
    assert {"if", "assign"} <= set(TAGS)
    assert "default" in FILTERS
