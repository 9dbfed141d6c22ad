"""Files on their way into a message: what is taken, and the names under which they wait and last.

An upload has no item of its own. Its id is a signed text that says everything about it, so that nobody can name a file
of another tenant or one that was never announced.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import replace

from lambdesk.conversations.model import Attachment
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.kit.html import pictures, rename_pictures
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import file_name

FILE_LIMIT_BYTES = 25 * 1024 * 1024
FILES_LIMIT = 20
SNIFFED_BYTES = 64
ID_LIMIT = 1_500
_PURPOSE = "upload"
_MAC_BITS = 128

# What runs when somebody opens it, on the systems that people use.
_REFUSED_ENDINGS = frozenset(
    (
        *("ade", "adp", "apk", "app", "appx", "bat", "chm", "cmd", "com", "cpl", "deb", "dll", "dmg", "ex", "ex_"),
        *("exe", "hta", "ins", "iso", "isp", "jar", "jnlp", "js", "jse", "lib", "lnk", "mde", "msc", "msi", "msix"),
        *("msp", "mst", "nsh", "pif", "ps1", "psm1", "reg", "rpm", "scr", "sct", "sh", "shb", "sys", "url", "vb"),
        *("vbe", "vbs", "vhd", "vxd", "wsc", "wsf", "wsh", "xll"),
    )
)
_REFUSED_TYPES = frozenset(
    (
        *("application/hta", "application/java-archive", "application/javascript", "application/vnd.apple.installer"),
        *("application/x-bat", "application/x-dosexec", "application/x-elf", "application/x-executable"),
        *("application/x-mach-binary", "application/x-ms-installer", "application/x-msdos-program"),
        *("application/x-msdownload", "application/x-msi", "application/x-sh", "application/x-shellscript"),
        *(
            "text/javascript",
            "application/vnd.android.package-archive",
            "application/vnd.microsoft.portable-executable",
        ),
    )
)
_RUNS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"#!")
_PICTURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "image/bmp": (b"BM",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
}
OCTETS = "application/octet-stream"


def announced(tenant: str, upload_id: str, name: str, media_type: str, size: int, sha256: str) -> Attachment:
    """The file as a message will have it; `upload_id` is `upl_…`. Raises Invalid for what is not taken."""
    wrong = []
    clean = file_name(name)
    ending = clean.rpartition(".")[2].lower() if "." in clean else ""
    if not clean or clean != name.strip():
        wrong.append(FieldError("body.name", "is no name of a file", "name_invalid"))
    if ending in _REFUSED_ENDINGS:
        wrong.append(FieldError("body.name", "files of this kind are not taken", "type_refused"))
    elif media_type.partition(";")[0].strip().lower() in _REFUSED_TYPES:
        wrong.append(FieldError("body.media_type", "files of this type are not taken", "type_refused"))
    if size > FILE_LIMIT_BYTES:
        wrong.append(FieldError("body.size", f"has more than {FILE_LIMIT_BYTES} bytes", "too_large"))
    if not _is_sha256(sha256):
        wrong.append(FieldError("body.sha256", "is no SHA-256 in base64", "wrong_format"))
    if wrong:
        raise Invalid(fields=wrong)
    return Attachment(clean, media_type, size, lasting_key(tenant, upload_id), upload_id, sha256)


def _is_sha256(text: str) -> bool:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(data) == 32 and base64.b64encode(data).decode() == text


def lasting_key(tenant: str, upload_id: str) -> str:
    """Where a file is once a message or draft has it."""
    return f"files/{tenant}/{upload_id}"


def tenant_of_key(key: str) -> str:
    """Whose content lies there: `<tenant>/…` came with mail, what is below a word did not."""
    first, second, *_ = key.split("/")
    return second if first in ("exports", "files", "uploads") else first


def waiting_key(attachment: Attachment) -> str:
    """Where a browser puts a file; what nobody claims there goes away by itself."""
    return "uploads/" + attachment.key.removeprefix("files/")


def name_of(keys: Keyring, tenant: str, attachment: Attachment) -> str:
    """The signed text that stands for a file of this tenant: the same file always has the same."""
    said = [attachment.key, attachment.name, attachment.media_type, attachment.size, attachment.sha256]
    payload = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    mac = keys.mac(_PURPOSE, _signed(tenant, payload), bits=_MAC_BITS)
    return f"{keys.current}.{base64.urlsafe_b64encode(mac + payload).decode().rstrip('=')}"


def _signed(tenant: str, payload: bytes) -> bytes:
    return tenant.encode() + b"\x00" + payload


def named(keys: Keyring, tenant: str, upload_id: str) -> Attachment | None:
    """The file behind such a text; None for one that is not ours or of another tenant."""
    key_id, _, text = upload_id.partition(".")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    mac, payload = data[: _MAC_BITS // 8], data[_MAC_BITS // 8 :]
    if not keys.verify(_PURPOSE, _signed(tenant, payload), mac, key_id=key_id, bits=_MAC_BITS):
        return None
    key, name, media_type, size, sha256 = json.loads(payload)
    return Attachment(name, media_type, size, key, key.rpartition("/")[2], sha256)


def check_together(files: Sequence[Attachment]) -> None:
    """Raises Invalid for more files than one message takes."""
    if len(files) > FILES_LIMIT:
        raise refused(FILES_LIMIT, f"a message has at most {FILES_LIMIT} files", "too_many")
    if sum(each.size for each in files) > FILE_LIMIT_BYTES:
        raise refused(len(files) - 1, f"the files have more than {FILE_LIMIT_BYTES} bytes together", "too_large")


def refused(index: int, message: str, code: str) -> Invalid:
    """The error about one of the files of a message."""
    return Invalid(fields=[FieldError(f"body.attachments.{index}", message, code)])


def seen_as(attachment: Attachment, head: bytes) -> Attachment | None:
    """The file as its first bytes show it; None for what runs. A picture that is none is bytes."""
    if head.startswith(_RUNS):
        return None
    signs = _PICTURES.get(attachment.media_type)
    if attachment.media_type.startswith("image/") and not (signs and head.startswith(signs)):
        return replace(attachment, media_type=OCTETS)
    return attachment


def shown_in(html: str | None, files: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """The files, those marked that the HTML shows."""
    shown = pictures(html) if html else frozenset()
    return tuple(replace(each, inline=each.content_id in shown) for each in files)


def to_own_names(html: str, keys: Keyring, tenant: str, files: Sequence[Attachment]) -> str:
    """HTML that names its pictures by what messages call them, instead of by upload ids."""
    return rename_pictures(html, ((name_of(keys, tenant, each), each.content_id or "") for each in files))


def to_upload_ids(html: str, keys: Keyring, tenant: str, files: Sequence[Attachment]) -> str:
    """The inverse, for whoever goes on writing."""
    return rename_pictures(html, ((each.content_id or "", name_of(keys, tenant, each)) for each in files))
