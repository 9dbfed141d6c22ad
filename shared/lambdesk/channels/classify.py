"""Who speaks in a mail: a person, or which kind of robot. Robots are kept and never answered (RFC 3464, 3834, 5965)."""

import re
from collections.abc import Collection

from lambdesk.channels.headers import Headers
from lambdesk.channels.parse import ParsedMail
from lambdesk.conversations.model import MailClass
from lambdesk.kit.text import normal_address

_POSTMASTERS = re.compile(
    r"^(?:mailer[-_.]?daemon|poo?st[-_.]?master|mail[-_.]?daemon|mail[-_.]?delivery[-_.]?(?:sub)?system"
    r"|bounces?|double-bounce|mdaemon|microsoftexchange[0-9a-f]{20,})(?:[+=-].*)?$",
    re.IGNORECASE,
)
_POSTMASTER_NAMES = re.compile(r"mail delivery (?:sub)?system|mail administrator|system administrator", re.IGNORECASE)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|fail|problem|error|report|has failed|notification)|not delivered|non remis"
    r"|returned mail|returned to sender|mail delivery|mail system error|failure notice|delivery of your"
    r"|could ?n[o']t be|failed to deliver"
    r"|message (?:rejected|not sent|undelivered|bounced)|warning: (?:message|could not send)"
    r"|unzustellbar|unbekannter|mail could not|undelivered|non-?delivery|niet bestelbaar|mensaje no entregado"
    r"|недоставлен|не доставлено|配信|配送|退信|エラー|rejected mail|nondeliverable|delivery incomplete|bounced mail",
    re.IGNORECASE,
)
_BOUNCE_BODY = re.compile(
    r"could not be delivered|following (?:recipient|address)|permanent (?:fatal )?error|user unknown|unknown user"
    r"|undeliverable|delivery (?:has |to the following )?.{0,30}failed|was not delivered|did not reach"
    r"|\b5\d\d[ -]5\.\d\.\d|\b550\b|mailbox (?:is )?(?:full|unavailable)|unable to deliver|returned mail",
    re.IGNORECASE,
)
_AUTO_REPLY_SUBJECT = re.compile(
    r"^\s*(?:automatic reply|auto(?:mated)?[- ]?(?:reply|response)|auto|out of (?:the )?office|ooo|abwesenheitsnotiz"
    r"|abwesend|automatische antwort|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina"
    r"|risposta automatica|fuori sede|automatisch antwoord|afwezig|autosvar|automaattinen vastaus|automatiskt svar"
    r"|resposta automática|odpowiedź automatyczna|автоответ|автоматический ответ|自動応答|自动回复|自動回覆|자동 회신)"
    r"\s*[:：(\[]",
    re.IGNORECASE,
)
_AUTO_REPLY_FIELDS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-mail-autoreply",
    "x-autoreply-from",
)
_LIST_FIELDS = (
    "list-id",
    "list-post",
    "list-unsubscribe",
    "list-help",
    "list-subscribe",
    "mailing-list",
    "x-mailing-list",
)
_SUPPRESS = re.compile(r"\b(?:all|autoreply|oof)\b", re.IGNORECASE)
_BODY_LOOK = 4000


def classify(mail: ParsedMail, envelope_sender: str | None = None, own: Collection[str] = ()) -> MailClass:
    """The class of a mail. `own` are our mailboxes: a group address that forwards to us makes nobody a robot."""
    report = _report(mail)
    if report:
        return report
    headers = mail.headers
    submitted = _word(headers, "auto-submitted")
    null_sender = envelope_sender in ("", "<>") or _is_null(headers)
    if _is_bounce(mail, null_sender):
        return MailClass.BOUNCE
    if _is_auto_reply(headers, submitted, mail.subject):
        return MailClass.AUTO_REPLY
    if submitted not in ("", "no"):
        return MailClass.AUTO_GENERATED
    precedence = _word(headers, "precedence")
    if _is_list(headers, own) or (precedence == "list" and not _own_list(headers, own)):
        return MailClass.LIST
    if null_sender:
        return MailClass.AUTO_GENERATED
    quiet = precedence in ("bulk", "junk") or bool(_SUPPRESS.search(headers.text("x-auto-response-suppress")))
    return MailClass.AUTO_GENERATED if quiet and submitted != "no" else MailClass.HUMAN


def _report(mail: ParsedMail) -> MailClass | None:
    kinds = {
        "feedback-report": MailClass.FEEDBACK,
        "disposition-notification": MailClass.RECEIPT,
        "delivery-status": MailClass.BOUNCE,
    }
    if mail.report_type in kinds and mail.media_types[0] == "multipart/report":
        return kinds[mail.report_type]
    # Some mangle the outer type and leave the machine part intact.
    enclosed = [name for name in kinds if f"message/{name}" in mail.media_types]
    if enclosed:
        return kinds[enclosed[0]]
    # Microsoft's complaints, older than the format.
    complaint = mail.subject.startswith("complaint about message from") and "message/rfc822" in mail.media_types
    return MailClass.FEEDBACK if complaint else None


def _word(headers: Headers, name: str) -> str:
    """The first word of a value, without comments and parameters, in lower case."""
    value = re.sub(r"\([^()]*\)", " ", headers.text(name))
    return next(iter(re.split(r"[;,\s]+", value.strip())), "").lower()


def _is_null(headers: Headers) -> bool:
    return "return-path" in headers and headers.raw("return-path").replace(" ", "") in ("<>", "")


def _is_bounce(mail: ParsedMail, null_sender: bool) -> bool:
    """A bounce of a server that does not speak RFC 3464."""
    headers = mail.headers
    if "x-failed-recipients" in headers:
        return True
    local = mail.sender.email.partition("@")[0] if mail.sender else headers.text("from").strip(' <>"')
    name = mail.sender.name if mail.sender else headers.text("from")
    postmaster = bool(_POSTMASTERS.match(local)) or bool(_POSTMASTER_NAMES.search(name))
    if not postmaster and not null_sender:
        return False
    says_so = bool(_BOUNCE_SUBJECT.search(mail.subject))
    if postmaster:
        return says_so or bool(_BOUNCE_BODY.search(mail.text[:_BODY_LOOK]))
    return says_so and bool(_BOUNCE_BODY.search(mail.text[:_BODY_LOOK]))


def _is_auto_reply(headers: Headers, submitted: str, subject: str) -> bool:
    if submitted == "auto-replied" or _word(headers, "precedence") in ("auto_reply", "auto-reply"):
        return True
    if submitted == "no":
        return False
    marked = any(name in headers and _word(headers, name) not in ("no", "false") for name in _AUTO_REPLY_FIELDS)
    return marked or bool(_AUTO_REPLY_SUBJECT.match(subject))


def _is_list(headers: Headers, own: Collection[str]) -> bool:
    return any(name in headers for name in _LIST_FIELDS) and not _own_list(headers, own)


def _own_list(headers: Headers, own: Collection[str]) -> bool:
    """Whether the list is one of our own mailboxes behind a group address."""
    marks = " ".join(headers.text(name) for name in ("list-post", "list-id", "mailing-list")).lower()
    if not marks:
        return False
    return any(
        address in marks or address.replace("@", ".") in marks for address in (normal_address(each) for each in own)
    )
