"""Small rules about text that several packages share."""

import hashlib
import re
import unicodedata
from pathlib import PurePath

# What SMTP can carry without quoting: one part, an at sign, a domain of at least two labels; any script is welcome.
_LABEL = r"[^\W_](?:[^\W_]|-)*"
_ADDRESS = re.compile(rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")

FILE_NAME_LIMIT = 150
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Windows characters that went through a wrong charset, as browsers read them.
_WINDOWS = {code: char for code in range(0x80, 0xA0) if (char := bytes((code,)).decode("cp1252", "ignore"))}


def clean_text(text: str) -> str:
    """Text that every store and screen takes: LF line ends, no control characters, no lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return _CONTROLS.sub("", text.translate(_WINDOWS))


def clean_line(text: str, limit: int) -> str:
    """One line without control characters, runs of white space folded, at most `limit` characters.

    Lone surrogates, which no UTF-8 text can hold, go the way of control characters.
    """
    visible = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text)
    return clip(" ".join(visible.split()), limit)


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def file_name(name: str) -> str:
    """A file name without folders, control characters and what file systems refuse; empty when nothing is left."""
    name = clean_line(name, 1000).replace("\\", "/").rpartition("/")[2]
    name = re.sub(r'[<>:"|?*\u202a-\u202e\u2066-\u2069]', "_", name).strip(" .")
    path = PurePath(name or "_")
    return clip(path.stem, FILE_NAME_LIMIT - 20) + path.suffix[:20] if len(name) > FILE_NAME_LIMIT else name


def normal_address(address: str) -> str:
    """The form in which mail addresses are compared: trimmed, NFC, small letters."""
    # Not folded: that makes one of two people, strasse@ and straße@. A small letter can come in two pieces (İ), hence
    # the second normalisation.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address.strip()).lower())


def is_address(text: str) -> bool:
    """Whether this is a bare mail address that a message can be sent to."""
    return _ADDRESS.fullmatch(text) is not None


def digest(*parts: str) -> str:
    """SHA-256 over the parts, unambiguous about where one ends, as 40 hex digits."""
    return hashlib.sha256("\x00".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()[:40]
