"""Any fact survives the wire and stays plain JSON."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lambdesk.kit.context import Actor, ActorKind
from lambdesk.kit.events import Event, from_wire, to_wire

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
EVENTS = st.builds(
    Event,
    id=TEXT,
    type=TEXT,
    tenant=TEXT,
    aggregate=TEXT,
    version=st.integers(1, 2**31),
    at=st.integers(0, 250_000_000_000_000).map(lambda milliseconds: EPOCH + timedelta(milliseconds=milliseconds)),
    actor=st.builds(Actor, st.sampled_from(ActorKind), st.none() | TEXT),
    cause=st.dictionaries(TEXT, TEXT, max_size=3),
    correlation_id=TEXT,
    causation_id=st.none() | TEXT,
    data=st.dictionaries(TEXT, TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.none(), max_size=4),
    schema=st.integers(1, 9),
)


@given(EVENTS)
def test_an_event_survives_the_wire(event: Event) -> None:
    assert from_wire(json.loads(json.dumps(to_wire(event)))) == event
