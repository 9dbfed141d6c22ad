"""The context of a decision is its whole world."""

from datetime import UTC, datetime, timedelta

from lambdesk.kit.context import SYSTEM, Context

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_ids_come_from_the_seed_and_the_moment_given() -> None:
    ctx = Context("tnt_1", SYSTEM, NOW, "seed")
    again = Context("tnt_2", SYSTEM, NOW + timedelta(days=1), "seed")
    assert ctx.derive_id("msg", NOW) == again.derive_id("msg", NOW)
    assert ctx.derive_id("msg", NOW, 1) > ctx.derive_id("msg", NOW, 0)
    assert Context("tnt_1", SYSTEM, NOW, "other").derive_id("msg", NOW) != ctx.derive_id("msg", NOW)


def test_the_system_is_nobody_in_particular() -> None:
    assert SYSTEM.id is None
