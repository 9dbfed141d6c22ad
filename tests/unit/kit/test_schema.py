"""What every wire form keeps: nothing unknown, nothing converted, nothing that no store can hold."""

import pytest
from pydantic import ValidationError

from lambdesk.kit.schema import Address, Input, Optional, Words
from lambdesk.kit.text import is_address


class Form(Input):
    words: Words
    address: Address = "a@b.example"
    count: int = 0
    maybe: Optional[str] = None


def code(**fields: object) -> str:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate({"words": "w", **fields})
    (mistake,) = refused.value.errors()
    return str(mistake["type"])


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"words": " \n"}, "blank"),
        ({"words": "\x00\x1f\u2028"}, "blank"),
        ({"words": 1}, "string_type"),
        ({"words": "\ud800"}, "not_unicode"),
        ({"address": "nobody"}, "not_an_address"),
        ({"address": "a@" + "b" * 300 + ".example"}, "string_too_long"),
        ({"count": "1"}, "int_type"),
        ({"count": True}, "int_type"),
        ({"count": 1.0}, "int_type"),
        ({"other": 1}, "extra_forbidden"),
        ({"maybe": None}, "null"),
    ],
)
def test_it_is_refused(fields: dict[str, object], kind: str) -> None:
    assert code(**fields) == kind


def test_what_may_be_left_out_is_described_without_null() -> None:
    described = Form.model_json_schema()
    assert described["properties"]["maybe"] == {"type": "string", "title": "Maybe"}
    assert described["required"] == ["words"]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example",
        "a.b+c@b-c.example",
        "o'neil@x.example",
        "jörg@bücher.example",
        "用户@例子.example",
        "a@b.c.d.example",
    ],
)
def test_it_is_an_address(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b.example",
        "a@",
        "a@b",
        "a@b.",
        "a@.b",
        "a@-b.example",
        "a b@c.example",
        "a@b.example ",
        "<a@b.example>",
        "a@b.example\n",
        "a@b.example\r\nBcc: x@y.example",
        "a@@b.example",
        "a,b@c.example",
        "a" * 65 + "@b.example",
        '"a"@b.c',
    ],
)
def test_it_is_no_address(address: str) -> None:
    assert not is_address(address)
