"""What may be attached, and that nobody names a file that is not theirs."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest

from lambdesk.adapters.memory.content import MemoryContent
from lambdesk.conversations.model import Attachment
from lambdesk.conversations.uploads import decide
from lambdesk.conversations.uploads.service import Place, Uploads
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import Invalid
from lambdesk.kit.signing import Keyring

KEYS = Keyring("a", {"a": b"k" * 32, "b": b"l" * 32})
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
SUM = "A" * 43 + "="


def checksum(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


class Room:
    """Uploads of two tenants into one bucket."""

    def __init__(self) -> None:
        self.content = MemoryContent()
        self.uploads = Uploads(self.content, lambda: KEYS)
        self.count = 0

    def announce(self, name: str, data: bytes, media_type: str = "text/plain", tenant: str = "tnt_a") -> Place:
        self.count += 1
        ctx = Context(tenant, SYSTEM, NOW, f"s{self.count}")
        return self.uploads.begin(ctx, name, media_type, len(data), checksum(data))

    def put(self, name: str, data: bytes, media_type: str = "text/plain", actual: bytes | None = None) -> str:
        place = self.announce(name, data, media_type)
        key = place.url.removeprefix("http://upload.example/").partition("?")[0]
        self.content.kept[key] = data if actual is None else actual
        return place.upload_id


@pytest.fixture
def room() -> Room:
    return Room()


def codes(found: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in found.value.fields]


@pytest.mark.parametrize(
    ("name", "media_type", "size", "expected"),
    [
        ("run.EXE", "application/octet-stream", 1, ("body.name", "type_refused")),
        ("a.js", "text/plain", 1, ("body.name", "type_refused")),
        ("a.txt", "application/x-sh; charset=x", 1, ("body.media_type", "type_refused")),
        ("../a.txt", "text/plain", 1, ("body.name", "name_invalid")),
        ("a\nb.txt", "text/plain", 1, ("body.name", "name_invalid")),
        ("...", "text/plain", 1, ("body.name", "name_invalid")),
        ("a.txt", "text/plain", decide.FILE_LIMIT_BYTES + 1, ("body.size", "too_large")),
    ],
)
def test_what_is_not_taken(name: str, media_type: str, size: int, expected: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as found:
        decide.announced("t", "upl_1", name, media_type, size, SUM)
    assert codes(found) == [expected]


@pytest.mark.parametrize("text", ["x" * 44, "A" * 44, "A" * 42 + "==", ""])
def test_a_checksum_is_a_sha256_in_base64(text: str) -> None:
    with pytest.raises(Invalid):
        decide.announced("t", "upl_1", "a.txt", "text/plain", 1, text)


def test_an_id_says_everything_and_only_for_its_tenant() -> None:
    file = decide.announced("tnt_a", "upl_1", "ü 1.pdf", "application/pdf", 7, SUM)
    name = decide.name_of(KEYS, "tnt_a", file)
    assert decide.named(KEYS, "tnt_a", name) == file
    assert decide.named(KEYS, "tnt_b", name) is None
    for broken in (name[:-2], name + "A", "b" + name[1:], "z" + name[1:], "", ".", "a.", "a.ü", name.replace(".", "")):
        assert decide.named(KEYS, "tnt_a", broken) is None


def test_a_claimed_file_lasts_and_can_be_claimed_again(room: Room) -> None:
    upload = room.put("a.txt", b"hello")
    (file,) = room.uploads.claim("tnt_a", [upload])
    assert (file.name, file.size, room.content.kept[file.key]) == ("a.txt", 5, b"hello")
    room.content.kept = {file.key: b"hello"}  # what waited is gone
    assert room.uploads.claim("tnt_a", [upload, upload]) == (file,)


def test_what_never_arrived_or_is_another_file_is_refused_by_name(room: Room) -> None:
    fine, missing = room.put("a.txt", b"x"), room.announce("b.txt", b"y").upload_id
    with pytest.raises(Invalid) as found:
        room.uploads.claim("tnt_a", [fine, missing])
    assert codes(found) == [("body.attachments.1", "upload_missing")]
    for actual in (b"zz", b"yyy"):
        with pytest.raises(Invalid) as found:
            room.uploads.claim("tnt_a", [room.put("b.txt", b"yy", actual=actual)])
        assert codes(found) == [("body.attachments.0", "upload_differs")]
    assert [key for key in room.content.kept if key.startswith("files/")] == [
        decide.lasting_key("tnt_a", decide.named(KEYS, "tnt_a", fine).content_id or "")  # type: ignore[union-attr]
    ]


def test_an_id_of_another_tenant_looks_like_any_wrong_one(room: Room) -> None:
    upload, refusals = room.put("a.txt", b"x"), []
    for tenant, name in (("tnt_b", upload), ("tnt_a", "a.nonsense")):
        with pytest.raises(Invalid) as found:
            room.uploads.claim(tenant, [name])
        refusals.append((str(found.value), codes(found)))
    assert refusals[0] == refusals[1]
    assert refusals[0][1] == [("body.attachments.0", "upload_unknown")]


@pytest.mark.parametrize("head", [b"MZ\x90", b"\x7fELF", b"#!/bin/sh\n", b"\xca\xfe\xba\xbe"])
def test_what_runs_is_refused_whatever_it_is_called(room: Room, head: bytes) -> None:
    with pytest.raises(Invalid) as found:
        room.uploads.claim("tnt_a", [room.put("photo.png", head + b"000", "image/png")])
    assert codes(found) == [("body.attachments.0", "type_refused")]


def test_only_a_picture_is_served_as_one(room: Room) -> None:
    ids = [room.put("a.png", PNG, "image/png"), room.put("b.png", b"<svg onload=x>", "image/png")]
    ids.append(room.put("c.svg", b"<svg>", "image/svg+xml"))
    assert [each.media_type for each in room.uploads.claim("tnt_a", ids)] == ["image/png", decide.OCTETS, decide.OCTETS]


def test_a_message_has_so_many_files_and_bytes(room: Room) -> None:
    with pytest.raises(Invalid) as found:
        decide.check_together([Attachment("a", "b/c", 1, "k")] * 21)
    assert codes(found)[0][1] == "too_many"
    with pytest.raises(Invalid) as found:
        decide.check_together([Attachment("a", "b/c", 13 * 1024 * 1024, "k")] * 2)
    assert codes(found)[0][1] == "too_large"


def test_pictures_in_the_text_are_named_by_the_message_and_marked(room: Room) -> None:
    shown, listed = room.put("a.png", PNG, "image/png"), room.put("b.png", PNG + b"1", "image/png")
    html, files = room.uploads.written(
        "tnt_a", f'<p>See <img src="cid:{shown}"><script>x</script></p>', [shown, listed]
    )
    assert [each.inline for each in files] == [True, False]
    assert html == f'<p>See <img src="cid:{files[0].content_id}"></p>'
    assert decide.to_upload_ids(html, KEYS, "tnt_a", files) == f'<p>See <img src="cid:{shown}"></p>'
