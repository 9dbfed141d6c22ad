"""Bytes to text for any input: declared charset → BOM → meta tag → detector, and never an error."""

import codecs
import re

from lambdesk.kit.text import clean_text

# What senders write, and what they mean (the WHATWG table where it matters): the superset decodes both.
_ALIASES = {
    "us-ascii": "ascii",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb-2312": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-16",
}
# Text codecs of Python that are no charsets of mail; some take quadratic time.
_DENIED = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
_SAYS_LITTLE = (None, "ascii", "cp1252", "utf-8")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_ESCAPES = re.compile(rb"\x1b(?:\$[@AB(]|\([BIJ])")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
# Short texts mislead the detector; single high bytes among letters are Western in all likelihood.
_SURE_LENGTH = 200
_LONG_RUN = re.compile(rb"[\x80-\xff]{3}")
_DETECTOR_LIMIT = 64 * 1024
# A text in UTF-8 with this share of bad bytes is damaged UTF-8, not another charset.
_DAMAGE = 0.02


def codec_name(charset: str | None) -> str | None:
    """Python's name for a charset label, None for one that is unknown or no charset."""
    label = (charset or "").strip().strip("'\"").lower()
    if not label or not label.isascii() or len(label) > 40:
        return None
    label = _ALIASES.get(label, label)
    try:
        name = codecs.lookup(label).name
        b"a".decode(name)
    except UnicodeError:
        pass  # One byte is no text in UTF-16, which is a charset all the same.
    except (LookupError, ValueError, TypeError, OSError):
        return None  # Unknown, or a codec between bytes and bytes such as hex.
    return None if name.replace("_", "-") in _DENIED else name


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def decode(data: bytes, declared: str | None = None, *, markup: bool = False, hint: str | None = None) -> str:
    """The text of `data`. `markup` looks into a meta tag; `hint` is a charset seen elsewhere in the same mail."""
    return clean_text(_decode(data, codec_name(declared), markup, codec_name(hint)))


def _decode(data: bytes, declared: str | None, markup: bool, hint: str | None) -> str:
    if declared in _SAYS_LITTLE and _ESCAPES.search(data):
        declared = "iso2022_jp_ext"
    if declared == "iso2022_jp_ext":
        shifted = _strict(data, declared)
        return _shifted(data) if shifted is None else shifted
    if data.isascii() and not (declared or "").startswith(("utf-16", "utf-32", "utf-7", "iso2022", "hz")):
        return data.decode("ascii")
    for name in _candidates(data, declared, markup, hint):
        text = _strict(data, name)
        if text is not None:
            return text
    return _detect(data, declared)


def _candidates(data: bytes, declared: str | None, markup: bool, hint: str | None) -> list[str]:
    names = []
    # Bytes that form valid multi-byte UTF-8 are UTF-8, whatever single-byte charset a careless sender declared: the
    # other reading would be nothing but accented capitals before symbols.
    if declared is None or declared.startswith(("cp125", "iso8859", "ascii", "latin")):
        names += ["utf-8"] if _MULTIBYTE.search(data) else []
    names += [declared] if declared else []
    names += [name for bom, name in _BOMS if data.startswith(bom)]
    if markup and (match := _META.search(data[:4096])):
        meta = codec_name(match[1].decode("ascii"))
        names += [meta] if meta else []
    names += [hint] if hint else []
    return [*names, "utf-8"]


def _detect(data: bytes, declared: str | None) -> str:
    damaged = data.decode("utf-8", "replace")
    if _MULTIBYTE.search(data) and damaged.count("\ufffd") <= max(1, int(len(damaged) * _DAMAGE)):
        return damaged
    if len(data) < _SURE_LENGTH and not _LONG_RUN.search(data):
        return data.decode("cp1252", "replace")
    from charset_normalizer import from_bytes  # Loaded for the few mails that need guessing.

    best = from_bytes(data[:_DETECTOR_LIMIT]).best()
    name = codec_name(best.encoding) if best else None
    return data.decode(name or declared or "cp1252", "replace")


def _shifted(data: bytes) -> str:
    """ISO-2022-JP with the vendor characters (circled digits and the like) that Python's codec refuses."""
    pieces = []
    double = False
    for piece in re.split(rb"(\x1b(?:\$[@B]|\([BIJ]))", data):
        if piece.startswith(b"\x1b"):
            double = piece[1:2] == b"$"
        elif double:
            pairs = (piece[i : i + 2] for i in range(0, len(piece) - 1, 2))
            pieces.append(b"".join(map(_jis_to_sjis, pairs)).decode("cp932", "replace"))
        else:
            pieces.append(piece.decode("ascii", "replace"))
    return "".join(pieces)


def _jis_to_sjis(pair: bytes) -> bytes:
    row, cell = pair
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
        return pair
    low = cell + (0x1F if row % 2 else 0x7E)
    return bytes(((row + 1) // 2 + (0x70 if row < 0x5F else 0xB0), low + (row % 2 and low >= 0x7F)))
