"""Where the quoted history of a reply begins. When in doubt it is shown: nothing a person wrote may be folded away."""

import re

_LINE_LIMIT = 400
_ATTRIBUTION_LIMIT = 300
_RULE_LIMIT = 120
_SCAN_LINES = 5000

# "wrote" as mail programs say it; always near a date, a name or an address.
_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|schreef|skrev|scrisse|ha scritto|a écrit|a ecrit|escribió|escribio|escreveu|kirjoitti"
    r"|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|napisał(?:\(a\)|a)?|napisa[ol]|pisze|írta|a scris|yazdı|έγραψε"
    r"|написал(?:\(а\)|а)?|пишет|пише|написа|đã viết|a répondu|het volgende geschreven)\b"
    r"|寫道|写道|書きました|のメール|작성|כתב|كتب|^W dniu |님이",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\s*(?:on|am|le|el|il|em|op|den|dne|dňa|dnia|w dniu|in data|(?:tirs|man|ons|tors|fre|lør|søn)dag|vào|la|pe|u"
    r"|στις|в|у)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d{2}\b|@")
_RULE = re.compile(
    r"^\s*[-_=*]{2,}\s*(?:original(?:\s+(?:message|e-?mail))?|message d'origine|mensaje original|mensagem original"
    r"|messaggio originale|ursprüngliche (?:nachricht|e-?mail)|original-?nachricht|oorspronkelijk bericht"
    r"|oprindelig meddelelse|opprinnelig melding|ursprungligt meddelande|alkuperäinen viesti|wiadomość oryginalna"
    r"|původní zpráva|pôvodná správa|исходное сообщение|eredeti üzenet|orijinal mesaj|mesaj original|reply message"
    r"|original appointment|元のメッセージ|原始邮件|原始郵件|원본 메시지)\s*[-_=*]{2,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^[\s*_]*(?:from|von|de|da|van|fra|från|lähettäjä|od|от|від|feladó|gönderen|kimden|expéditeur|差出人|发件人|寄件者|寄件人"
    r"|보낸 사람|από|message du)\s*[*_]*\s*[:：]",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^[\s*_]*(?:sent|date|to|cc|subject|de|sujet|copie(?: à)?|gesendet|datum|an|betreff|envoyé|à|objet|enviado(?: el)?"
    r"|para|asunto|fecha|inviato|a|oggetto|data|verzonden|aan|onderwerp|sendt|til|emne|skickat|till|ämne|lähetetty"
    r"|vastaanottaja|aihe|wysłano|do|temat|odesláno|komu|předmět|odoslané|predmet|отправлено|дата|кому|тема|надіслано"
    r"|elküldve|címzett|tárgy|gönderilme|kime|konu|trimis|către|subiect|assunto|送信日時|日時|宛先|件名|发送时间|收件人"
    r"|主题|日期|傳送日期|主旨|보낸 날짜|받는 사람|제목)\s*[*_]*\s*[:：]",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^\s*(?:[-_*]{2,}\s*(?:forwarded|weitergeleitet|mensaje reenviado|message transféré|messaggio inoltrato)"
    r"|begin forwarded message)",
    re.IGNORECASE,
)
# In any language: words between dashes that do not say "original" stand above a forwarded mail.
_DASHED = re.compile(r"^\s*-{4,}\s*[^-\s][^-]{4,60}-{4,}\s*$")
_SENDER_AT_END = re.compile(r"<[^<>\s]+@[^<>\s]+>\s*:$")
_HAS_DATE = re.compile(r"\d{4}")
_SIGNATURE = re.compile(r"^(?:-- ?|__+)$")
_DEVICE = re.compile(
    r"^(?:sent from (?:my|outlook|yahoo)|get outlook for|von meinem .{1,40} gesendet|envoyé de mon)", re.I
)


def quoted_from(text: str) -> int | None:
    """The offset in `text` where quoted history begins and goes on to the end; None when there is none to fold.

    An answer below or between quoted lines keeps everything before it in view. History alone is no history: a
    message never becomes empty.
    """
    lines = text.split("\n")
    if len(lines) > _SCAN_LINES:
        return None
    lines = [line[:_LINE_LIMIT].strip("\u200b\u200e\u200f\ufeff") for line in lines]
    start = _unquoted_history(lines)
    if start is None:
        start = _trailing_quote(lines)
    if start is None or not any(_words(line) for line in lines[:start]):
        return None
    return sum(len(line) + 1 for line in text.split("\n")[:start])


def _words(line: str) -> bool:
    return bool(line.strip()) and not _quoted(line)


def _quoted(line: str) -> bool:
    return line.lstrip().startswith((">", "|>", "&gt;"))


def _unquoted_history(lines: list[str]) -> int | None:
    """The first header of a quote without `>` marks: after it nobody can tell old from new, so it must be sure."""
    for index, line in enumerate(lines):
        if _quoted(line):
            continue
        rule = len(line) < _RULE_LIMIT and bool(_RULE.match(line))
        if _FORWARD.match(line) or (_DASHED.match(line) and not rule):
            return None
        if rule or _header_block(lines, index):
            if _answered_below(lines, index + 1):
                continue
            return _with_rule(lines, index)
        length = _attribution(lines, index)
        if length and not _answered_below(lines, index + length):
            return index
    return None


def _with_rule(lines: list[str], index: int) -> int:
    above = index - 1
    while above > 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and re.fullmatch(r"\s*[_\-=]{5,}\s*", lines[above]) else index


def _header_block(lines: list[str], index: int) -> bool:
    """`From: … Sent: … To: … Subject: …` as Outlook and others write above what they quote."""
    if ":" not in lines[index].replace("：", ":") or not _FROM.match(lines[index]):
        return False
    following = [line for line in lines[index + 1 : index + 9] if line.strip()]
    return sum(1 for line in following if _FIELD.match(line)) >= 2


def _attribution(lines: list[str], index: int) -> int:
    """How many lines `On …, somebody wrote:` takes at `index`, 0 when there is none."""
    first = lines[index].strip()
    if not first:
        return 0
    if _sender_and_date(first):
        return 1
    joined = ""
    for length, line in enumerate(lines[index : index + 4], start=1):
        if not line.strip() or _quoted(line):
            break
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > _ATTRIBUTION_LIMIT:
            break
        if joined.endswith((":", "：")):
            found = bool(_WROTE.search(joined)) and bool(_DATED.search(joined))
            sure = found and (bool(_OPENING.match(joined)) or length == 1)
            return length if sure and _starts_like_one(first) else 0
    return 0


def _sender_and_date(line: str) -> bool:
    """`2026-01-01 10:00 Ann <ann@x.example>:`, or `On …, Ann <…> wrote` without its colon."""
    if line.endswith("> wrote"):
        return bool(_OPENING.match(line) and _DATED.search(line))
    return line.endswith(":") and bool(_SENDER_AT_END.search(line) and _HAS_DATE.search(line))


def _starts_like_one(first: str) -> bool:
    return bool(_OPENING.match(first) or _DATED.search(first) or _WROTE.search(first))


def _answered_below(lines: list[str], start: int) -> bool:
    """Whether what follows is quoted with marks and somebody wrote under or between it."""
    rest = [line for line in lines[start:] if line.strip()]
    if not rest or not _quoted(rest[0]):
        return False
    return any(not _quoted(line) for line in _without_signature(rest))


def _without_signature(lines: list[str]) -> list[str]:
    for index, line in enumerate(lines):
        if _SIGNATURE.match(line) or _DEVICE.match(line):
            return lines[:index]
    return lines


def _trailing_quote(lines: list[str]) -> int | None:
    """The last run of marked lines when nothing but blanks follows it, with the attribution above it."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and (_quoted(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
    while start < end and not lines[start].strip():
        start += 1
    if start == end:
        return None
    above = start
    while above and not lines[above - 1].strip():
        above -= 1
    for length in (1, 2, 3, 4):
        if above >= length and _attribution(lines, above - length) == length:
            return above - length
    # A line that ends with a colon and names an address or a moment introduces the quote in any language.
    last = lines[above - 1].strip() if above else ""
    return above - 1 if last.endswith((":", "：")) and _DATED.search(last) else start
