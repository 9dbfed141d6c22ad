"""Change sets are values; adding to one leaves it as it was."""

from lambdesk.kit.changes import ChangeSet, Claim, Insert


def test_more_writes_make_another_change() -> None:
    first = ChangeSet((Insert("ticket"),), parent="ticket:1")
    claim = Claim("http", "key", {"number": "1"})
    both = first.also(claim)
    assert first.writes == (Insert("ticket"),)
    assert both.writes == (Insert("ticket"), claim)
    assert (both.events, both.parent) == (first.events, first.parent)
