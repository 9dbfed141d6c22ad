"""Forms of text and time: there and back, in order, at a fixed point."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lambdesk.kit import clock, ids
from lambdesk.kit.signing import base32_decode, base32_encode
from lambdesk.kit.text import clean_line, digest, normal_address

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 250_000_000_000_000).map(lambda milliseconds: EPOCH + timedelta(milliseconds=milliseconds))


@given(MOMENTS)
def test_a_moment_survives_its_text(moment: datetime) -> None:
    assert clock.from_text(clock.to_text(moment)) == moment
    assert clock.milliseconds_to_text((moment - EPOCH) // timedelta(milliseconds=1)) == clock.to_text(moment)


@given(MOMENTS, MOMENTS)
def test_the_order_of_texts_and_ids_is_the_order_of_time(one: datetime, two: datetime) -> None:
    assert (clock.to_text(one) < clock.to_text(two)) == (one < two)
    if abs(one - two) >= timedelta(milliseconds=1):
        assert (ids.derived_id("evt", one, "s", 9) < ids.derived_id("evt", two, "t", 0)) == (one < two)


@given(MOMENTS, st.text(), st.integers(0, 65_535), st.integers(0, 65_535))
def test_ordinals_order_ids_of_one_moment(moment: datetime, seed: str, one: int, two: int) -> None:
    first, second = (ids.derived_id("evt", moment, seed, ordinal) for ordinal in (one, two))
    assert (first < second) == (one < two)
    assert (first == second) == (one == two)


@given(st.binary(max_size=60))
def test_base32_goes_there_and_back_in_any_case(data: bytes) -> None:
    text = base32_encode(data)
    assert base32_decode(text) == base32_decode(text.upper()) == data
    assert text == text.lower()
    assert "=" not in text


@given(st.text(max_size=40))
def test_base32_reads_bytes_or_raises_a_value_error(text: str) -> None:
    try:
        data = base32_decode(text)
    except ValueError:
        return
    assert base32_encode(data) == text.lower()


@given(st.text())
def test_normalising_an_address_twice_changes_nothing(text: str) -> None:
    assert normal_address(normal_address(text)) == normal_address(text)


@given(st.text(st.characters(exclude_categories=[])), st.integers(1, 60))
def test_a_line_is_short_storable_and_stays_as_it_is(text: str, limit: int) -> None:
    line = clean_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert clean_line(line, limit) == line
    line.encode()


@given(st.lists(st.text(st.characters(codec="utf-8"))), st.lists(st.text(st.characters(codec="utf-8"))))
def test_a_digest_tells_lists_of_parts_apart(one: list[str], two: list[str]) -> None:
    assert (digest(*one) == digest(*two)) == (one == two)
