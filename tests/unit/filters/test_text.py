"""What people write means what they think, and a mistake is told with its place and with what could stand there."""

import pytest

from lambdesk.filters.model import DEPTH, AllOf, AnyOf, Condition, Filter, Not, Operator
from lambdesk.filters.reading import PROBLEMS
from lambdesk.filters.text import parse, to_text
from tests.unit.filters.samples import FIELDS

HIGH = Condition("priority", Operator.ANY_OF, ("high",))
VIP = Condition("tag", Operator.ANY_OF, ("vip",))
MINE = Condition("assignee", Operator.ANY_OF, ("me",))


def read(text: str) -> Filter:
    found = parse(text, FIELDS)
    assert found.problems == ()
    assert found.filter is not None
    return found.filter


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", AllOf()),
        (" () ", AllOf()),
        ("-()", Not(AllOf())),
        ("priority:high", HIGH),
        ("priority:high,low", Condition("priority", Operator.ANY_OF, ("high", "low"))),
        ("priority:high,high", HIGH),
        ("priority:high tag:vip", AllOf((HIGH, VIP))),
        ("priority:high AND tag:vip", AllOf((HIGH, VIP))),
        ("priority:high or tag:vip assignee:me", AnyOf((HIGH, AllOf((VIP, MINE))))),
        ("(priority:high OR tag:vip) assignee:me", AllOf((AnyOf((HIGH, VIP)), MINE))),
        ("-tag:vip", Not(VIP)),
        ("not tag:vip", Not(VIP)),
        ("--tag:vip", VIP),
        ("-(tag:vip (priority:high))", Not(AllOf((VIP, HIGH)))),
        ("no:team", Condition("team", Operator.EMPTY)),
        ("has:team", Not(Condition("team", Operator.EMPTY))),
        ("created>-7d", Condition("created", Operator.GT, ("-7d",))),
        ("created<=2026-11-22T13:00:00+02:00", Condition("created", Operator.LTE, ("2026-11-22T11:00:00.000Z",))),
        ("created:-2w..today", Condition("created", Operator.WITHIN, ("-2w", "today"))),
        ("field.weight:-1.5..2", Condition("field.fld_2", Operator.WITHIN, (-1.5, 2))),
        ("field.weight>=2.0", Condition("field.fld_2", Operator.GTE, (2,))),
        ("field.fld_2<1e3", Condition("field.fld_2", Operator.LT, (1000,))),
        ("field.order_number:1..2", Condition("field.fld_1", Operator.ANY_OF, ("1..2",))),
        ('subject~"not (yet), \\"or\\" \\\\"', Condition("subject", Operator.CONTAINS, ('not (yet), "or" \\',))),
        ("subject^Re:", Condition("subject", Operator.STARTS_WITH, ("Re:",))),
        ("team:billing", Condition("team", Operator.ANY_OF, ("team_1",))),
        ('team:"Second line, EU",my_teams', Condition("team", Operator.ANY_OF, ("team_2", "my_teams"))),
        ("category/money", Condition("category", Operator.UNDER, ("cat_1",))),
        ("snoozed:no", Condition("snoozed", Operator.ANY_OF, (False,))),
        ("tag:or,and,not", Condition("tag", Operator.ANY_OF, ("or", "and", "not"))),
    ],
)
def test_a_text_means_what_it_says(text: str, meant: Filter) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "words", "ids"),
    [
        ('team:team_2,"BILLING"', 'team:"Second line, EU",Billing', "team:team_2,team_1"),
        ("team:team_3", "team:team_3", "team:team_3"),
        ("field.order_number:7 has:field.gift", "field.order_number:7 -no:field.gift", "field.fld_1:7 -no:field.fld_5"),
        ("((tag:a) or tag:b tag:c)", "tag:a or tag:b tag:c", "tag:a or tag:b tag:c"),
        ("not (tag:a tag:b)", "-(tag:a tag:b)", "-(tag:a tag:b)"),
        ("field.sizes:s,L field.gift:true", "field.sizes:S,L field.gift:yes", "field.fld_4:s,l field.fld_5:yes"),
    ],
)
def test_a_filter_is_printed_in_one_way(text: str, words: str, ids: str) -> None:
    """With the names of today for people, and by ids for keeping: names change."""
    found = read(text)
    assert (to_text(found, FIELDS), to_text(found)) == (words, ids)


@pytest.mark.parametrize(
    ("text", "where", "code", "possible"),
    [
        ("refund", 6, "wrong_format", "~"),
        ("tag:vip color:red", 8, "unknown_field", "priority"),
        ("field.old:x", 0, "unknown_field", "field.gift"),
        ("no:color", 3, "unknown_field", "team"),
        ("priority:high,medium", 14, "unknown_value", "low"),
        ("priority>low", 8, "unknown_value", "any_of"),
        ("created:today", 7, "unknown_value", "within"),
        ("team:gone", 5, "unknown_value", "Billing"),
        ("category:cat_3", 9, "unknown_value", "Refunds"),
        ("no:priority", 3, "unknown_value", "any_of"),
        ("created>yesterday", 8, "wrong_format", "-7d"),
        ("created:now..soon", 13, "wrong_format", "now"),
        ("field.bought>-3h", 13, "wrong_format", "-7d"),
        ("created>1066-10-14", 8, "out_of_range", ""),
        ("created>-9999999w", 8, "out_of_range", ""),
        ("field.weight>heavy", 13, "wrong_type", ""),
        ("snoozed:maybe", 8, "wrong_type", "yes"),
        ("created>-1d,-2d", 7, "out_of_range", ""),
        ('subject~"half', 8, "wrong_format", '"'),
        ("tag:", 4, "wrong_format", ""),
        ("tag:a,", 6, "wrong_format", ""),
        ("(tag:a", 6, "wrong_format", ")"),
        ("tag:a)", 5, "wrong_format", "or"),
        ("tag:a or", 8, "wrong_format", "tag"),
        ("or tag:a", 0, "wrong_format", "tag"),
        ("tag:a and", 9, "wrong_format", "tag"),
        ("tag:a -", 7, "wrong_format", "tag"),
        ('tag:" "', 4, "blank", ""),
        ("tag:" + "a" * 251, 4, "too_long", ""),
        ("(" * 40, 32, "wrong_format", ""),
        (" ".join(["tag:a"] * 101), 0, "too_long", ""),
        (" ".join([f"tag:{'a' * 200}"] * 20), 0, "too_long", ""),
        ("-(tag:a " * DEPTH + ")" * DEPTH, 0, "too_long", ""),
        ("tag:" + ",".join(map(str, range(51))), 3, "out_of_range", ""),
        (" " * 16_001, 16_000, "too_long", ""),
    ],
)
def test_a_mistake_has_a_place_and_a_way_out(text: str, where: int, code: str, possible: str) -> None:
    found = parse(text, FIELDS)
    (problem,) = found.problems
    assert (found.filter, problem.where, problem.code) == (None, where, code)
    assert not possible or possible in problem.possible


def test_all_mistakes_are_told_together() -> None:
    found = parse("priority:medium color:red (team:nobody or created>soon) tag:", FIELDS)
    assert [each.where for each in found.problems] == [9, 16, 32, 50, 60]


def test_of_many_mistakes_the_first_ones_are_told() -> None:
    found = parse("a:b " * 1_000, FIELDS)
    assert (found.filter, len(found.problems)) == (None, PROBLEMS)
    assert [each.where for each in found.problems] == [4 * count for count in range(PROBLEMS)]


def test_where_nobody_looks_nobody_is_meant() -> None:
    for text in ("assignee:me", "team:my_teams"):
        (problem,) = parse(text, FIELDS, viewer=False).problems
        assert problem.code == "unknown_value"
        assert "my_teams" not in problem.possible
