"""A sheet holds nothing that a spreadsheet reckons with, and nothing that was said among staff."""

import csv
import io
import string
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdesk.exports.sheet import safe
from lambdesk.kit import ids
from tests.support.desk import Desk, MemoryLambdesk, settle

WORDS = st.text(alphabet=string.ascii_letters + string.digits + "=+-@|,;\"' \t\n\rü＝", min_size=1, max_size=40)
STARTS = tuple("=+-@\t\r\n＝＋－＠")


@given(st.text())
def test_no_cell_begins_a_formula_and_none_loses_a_character(text: str) -> None:
    kept = safe(text)
    assert not kept.lstrip(" ").startswith(STARTS)
    assert kept.removeprefix("'") == text.removeprefix("'")


@settings(max_examples=25, deadline=None)
@given(subjects=st.lists(WORDS.filter(str.strip), min_size=1, max_size=4), notes=st.lists(WORDS, max_size=4))
def test_no_internal_word_leaves_and_every_cell_comes_back(subjects: list[str], notes: list[str]) -> None:
    product = MemoryLambdesk()
    tenant, user = settle(product, "northwind")
    desk = Desk(product, tenant.id, user.id)
    secrets = [f"{ids.new_seed()} {note}" for note in notes]
    for subject in subjects:
        desk.open_ticket(subject, tags=[subject[:20]] if subject[:20].strip() else [])
        for secret in secrets:
            _note(desk, secret)
    answer = desk.get("/v1/tickets/export", "queue=open")
    assert answer.status == 200
    for secret in secrets:
        assert secret.split(" ", 1)[0] not in answer.text
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == len(subjects) + 1
    assert not [cell for row in rows for cell in row if cell.lstrip(" ").startswith(STARTS)]


def _note(desk: Desk, text: str) -> None:
    body: dict[str, Any] = {"kind": "note", "body": text}
    answer = desk.send("POST", "/v1/tickets/1/messages", body, {"Idempotency-Key": ids.new_seed()})
    assert answer.status == 201, answer.text
