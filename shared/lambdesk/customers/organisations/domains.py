"""Domains of mail addresses: their normal form, which of them an address leads to, and which are anybody's."""

import unicodedata

from lambdesk.kit.text import clean_line, is_address, normal_address

# A listed domain has so many labels at most, so that few have to be looked for.
LABELS = 6
DOMAIN_LIMIT = 253
# Who has a mailbox there is nobody's employee: the large providers, the first of them under their country names too.
_PROVIDERS = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com icloud.com me.com mac.com aol.com yahoo.com
ymail.com rocketmail.com proton.me protonmail.com pm.me tutanota.com tuta.com zoho.com fastmail.com hey.com mail.com
email.com gmx.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de arcor.de 1und1.de mailbox.org posteo.de
posteo.net bluewin.ch sunrise.ch chello.at orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr libero.it
virgilio.it tiscali.it alice.it telefonica.net terra.es telenet.be skynet.be ziggo.nl kpnmail.nl xs4all.nl planet.nl
sapo.pt btinternet.com virginmedia.com sky.com ntlworld.com talktalk.net comcast.net verizon.net att.net
sbcglobal.net bellsouth.net cox.net charter.net rogers.com shaw.ca bigpond.com optusnet.com.au mail.ru bk.ru list.ru
inbox.ru yandex.ru yandex.com rambler.ru ukr.net wp.pl onet.pl o2.pl interia.pl seznam.cz centrum.cz abv.bg qq.com
163.com 126.com sina.com foxmail.com naver.com hanmail.net daum.net rediffmail.com uol.com.br bol.com.br
terra.com.br
"""
_ANYBODYS = frozenset(_PROVIDERS.split())
_BY_COUNTRY = frozenset(("yahoo", "hotmail", "live", "outlook", "gmx", "googlemail"))


def normal_domain(text: str) -> str:
    """The form in which domains are kept and compared: small letters, in their own script, without a dot at the end.

    `@ACME.example.` is `acme.example`, and `xn--mller-kva.example` is `müller.example`. Raises ValueError for what no
    mail can go to.
    """
    bare = normal_address(text).removeprefix("@").removesuffix(".")
    domain = unicodedata.normalize("NFC", ".".join(map(_own_script, bare.split("."))).lower())
    if len(domain) > DOMAIN_LIMIT or not is_address(f"a@{domain}"):
        message = "is no domain of mail addresses"
        raise ValueError(message)
    return domain


def _own_script(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError) as broken:
        message = "is no domain of mail addresses"
        raise ValueError(message) from broken


def is_anybodys(domain: str) -> bool:
    """Whether people have mailboxes there who have nothing to do with each other; for a normal domain."""
    first, _, rest = domain.partition(".")
    return domain in _ANYBODYS or (first in _BY_COUNTRY and all(len(each) <= 3 for each in rest.split(".")))


def leading_to(address: str) -> tuple[str, ...]:
    """The domains that may be an organisation's, for a mail address: its own first, then those above it.

    Empty for what is no address and for mailboxes that anybody can have: nothing has to be looked up then.
    """
    try:
        domain = normal_domain(address.rpartition("@")[2])
    except ValueError:
        return ()
    if is_anybodys(domain):
        return ()
    labels = domain.split(".")
    return tuple(".".join(labels[-count:]) for count in range(min(len(labels), LABELS), 1, -1))


def list_name(name: str) -> str:
    """The form in which names are compared and put in order."""
    return unicodedata.normalize("NFC", clean_line(name, len(name) + 1).casefold())
