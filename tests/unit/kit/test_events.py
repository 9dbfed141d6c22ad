"""The envelope of a fact and the register of their names."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

import pytest

from lambdesk.kit import events
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.events import from_wire, record, to_wire

NOW = datetime(2026, 3, 2, 9, 0, 0, 123_000, UTC)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Painted:
    EVENT_TYPE: ClassVar[str] = "wall.painted"
    colour: str
    before: str | None = None
    words_after: str | None = events.words("after")


def event(words: str | None = None) -> events.Event:
    ctx = Context("tnt_1", Actor(ActorKind.USER, "usr_1"), NOW, "seed", {"door": "http"}, "cor-1", "evt_0")
    return record(ctx, Painted(Colour.RED, words_after=words), aggregate="wall:1", version=3, at=NOW, ordinal=2)


def test_the_envelope_has_exactly_the_published_fields() -> None:
    assert to_wire(event()) == {
        "id": event().id,
        "type": "wall.painted",
        "schema": 1,
        "tenant": "tnt_1",
        "aggregate": "wall:1",
        "version": 3,
        "at": "2026-03-02T09:00:00.123Z",
        "actor": {"kind": "user", "id": "usr_1"},
        "cause": {"door": "http"},
        "correlation_id": "cor-1",
        "causation_id": "evt_0",
        "data": {"colour": "red"},
    }


def test_values_of_a_payload_are_plain_and_what_is_none_is_left_out() -> None:
    data = event().data
    assert type(data["colour"]) is str
    assert "before" not in data


def test_what_people_wrote_never_gets_onto_the_bus() -> None:
    told = event("Kilroy was here")
    assert told.words == {"after": "Kilroy was here"}
    assert to_wire(told) == to_wire(event())
    assert event().words == {}


def test_an_envelope_survives_the_wire() -> None:
    assert from_wire(json.loads(json.dumps(to_wire(event())))) == event()
    nobody = replace(event(), actor=Actor(ActorKind.SYSTEM), causation_id=None)
    assert from_wire(json.loads(json.dumps(to_wire(nobody)))) == nobody


@pytest.mark.parametrize("field", ["id", "type", "at", "actor", "data"])
def test_an_envelope_that_lacks_a_field_is_refused(field: str) -> None:
    wire = to_wire(event())
    del wire[field]
    with pytest.raises(KeyError):
        from_wire(wire)


def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "REGISTRY", {})
    assert events.event_type("wall.painted")(Painted) is Painted
    assert events.REGISTRY["wall.painted"] is Painted
    with pytest.raises(ValueError, match="registered twice"):
        events.event_type("wall.painted")(Painted)
