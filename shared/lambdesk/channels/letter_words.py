"""The words of letters: by kind and language, subject and text. `{…}` are values; `{workspace}` is there always."""

from datetime import timedelta

# What is late, by language and metric.
LATE = {
    "en": {"first_response": "The first response", "next_response": "The next response", "resolution": "The solution"},
    "de": {"first_response": "Die erste Antwort", "next_response": "Die nächste Antwort", "resolution": "Die Lösung"},
}
NO_NOTE = {"en": "No reason was given.", "de": "Ein Grund wurde nicht genannt."}
_UNITS = {"en": ("d", "h", "min", "less than a minute"), "de": ("T.", "Std.", "Min.", "weniger als einer Minute")}


def lasting(time: timedelta, language: str) -> str:
    """A time in its two largest units from minutes up: `2 h 5 min`."""
    *units, less = _UNITS[language]
    minutes = max(int(time.total_seconds()), 0) // 60
    counts = (minutes // 1_440, minutes // 60 % 24, minutes % 60)
    return " ".join([f"{count} {unit}" for count, unit in zip(counts, units, strict=True) if count][:2]) or less


WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "invitation": {
        "en": (
            "Your invitation to {workspace}",
            """Hello {name},

you are invited to work in {workspace}. Choose a password here:

{link}

The link works once and for three days. If you did not expect this, leave it: nothing happens.
""",
        ),
        "de": (
            "Ihre Einladung zu {workspace}",
            """Guten Tag {name},

Sie sind eingeladen, bei {workspace} mitzuarbeiten. Legen Sie hier Ihr Passwort fest:

{link}

Der Link gilt einmal und drei Tage lang. Wenn Sie nichts damit anfangen können, tun Sie einfach nichts.
""",
        ),
    },
    "sign_up": {
        "en": (
            "Your new workspace",
            """Hello,

somebody, probably you, asked for a workspace with this address. Make it here:

{link}

The link works once and for an hour. If it was not you, leave it: nothing is made.
""",
        ),
        "de": (
            "Ihr neuer Arbeitsbereich",
            """Guten Tag,

jemand, wahrscheinlich Sie, möchte mit dieser Adresse einen Arbeitsbereich anlegen. Hier geht es weiter:

{link}

Der Link gilt einmal und eine Stunde lang. Wenn Sie es nicht waren, tun Sie einfach nichts: Es wird nichts angelegt.
""",
        ),
    },
    "magic_link": {
        "en": (
            "Your link to {workspace}",
            """Hello {name},

this link shows you your requests to {workspace}:

{link}

It works once and for 15 minutes. If you did not ask for it, leave it: nothing happens.
""",
        ),
        "de": (
            "Ihr Link zu {workspace}",
            """Guten Tag {name},

mit diesem Link sehen Sie Ihre Anfragen an {workspace}:

{link}

Er gilt einmal und 15 Minuten lang. Wenn Sie ihn nicht angefordert haben, tun Sie einfach nichts.
""",
        ),
    },
    "call": {
        "en": (
            "{number} is late: {subject}",
            """Hello {name},

{what} to {number} is late by {late}:

{subject}

You are called (level {level}). Open this link to say that you take care of it; nobody else is called then:

{link}

The link is yours alone and works for 24 hours. Opening it does nothing yet.
""",
        ),
        "de": (
            "{number} ist überfällig: {subject}",
            """Guten Tag {name},

{what} zu {number} ist überfällig, seit {late}:

{subject}

Sie werden gerufen (Stufe {level}). Über diesen Link sagen Sie, dass Sie sich kümmern; dann wird niemand sonst gerufen:

{link}

Der Link gilt nur für Sie und 24 Stunden lang. Ihn zu öffnen tut noch nichts.
""",
        ),
    },
    "call_by_hand": {
        "en": (
            "{number} needs you: {subject}",
            """Hello {name},

{asker} calls for help with {number}:

{subject}

{note}

You are called (level {level}). Open this link to say that you take care of it; nobody else is called then:

{link}

The link is yours alone and works for 24 hours. Opening it does nothing yet.
""",
        ),
        "de": (
            "{number} braucht Sie: {subject}",
            """Guten Tag {name},

{asker} ruft um Hilfe bei {number}:

{subject}

{note}

Sie werden gerufen (Stufe {level}). Über diesen Link sagen Sie, dass Sie sich kümmern; dann wird niemand sonst gerufen:

{link}

Der Link gilt nur für Sie und 24 Stunden lang. Ihn zu öffnen tut noch nichts.
""",
        ),
    },
    "session_reused": {
        "en": (
            "A session of yours at {workspace} was ended",
            """Hello {name},

a sign-in of yours was used from two places at once. It may have been copied, so we ended it on both; what either
could do with it is over. Your other devices stay signed in.

Sign in again where you need to. If you do not know why this happened, look through your sessions under "Security",
choose another password and tell your administrator.
""",
        ),
        "de": (
            "Eine Ihrer Sitzungen bei {workspace} wurde beendet",
            """Guten Tag {name},

eine Ihrer Anmeldungen wurde von zwei Stellen zugleich benutzt. Sie wurde womöglich kopiert, deshalb ist sie an beiden
beendet und nichts mehr wert. Ihre anderen Geräte bleiben angemeldet.

Melden Sie sich bei Bedarf neu an. Wenn Sie nicht wissen, wie es dazu kam, sehen Sie unter „Sicherheit“ Ihre Sitzungen
durch, wählen Sie ein anderes Passwort und sagen Sie es Ihrer Administration.
""",
        ),
    },
    "lockout": {
        "en": (
            "Sign-in to {workspace} is locked for 15 minutes",
            """Hello {name},

somebody tried to sign in to your account ten times with a wrong password or code. Nobody can sign in to it for 15
minutes now; sessions that are open stay open.

If it was you, wait and try again. If not, tell your administrator and choose another password.
""",
        ),
        "de": (
            "Anmeldung bei {workspace} für 15 Minuten gesperrt",
            """Guten Tag {name},

jemand hat zehnmal mit falschem Passwort oder Code versucht, sich mit Ihrem Konto anzumelden. Für 15 Minuten kann sich
nun niemand damit anmelden; offene Sitzungen bleiben offen.

Wenn Sie es waren, warten Sie und versuchen Sie es noch einmal. Wenn nicht, sagen Sie es Ihrer Administration und
wählen Sie ein anderes Passwort.
""",
        ),
    },
    "mfa_reset": {
        "en": (
            "Two-step sign-in to {workspace} was switched off for your account",
            """Hello {name},

the second step of your sign-in was taken away, and your recovery codes are void. If you did not ask for it, tell your
administrator at once.
""",
        ),
        "de": (
            "Anmeldung in zwei Schritten bei {workspace} für Ihr Konto abgeschaltet",
            """Guten Tag {name},

der zweite Schritt Ihrer Anmeldung wurde entfernt, und Ihre Wiederherstellungscodes gelten nicht mehr. Wenn Sie nicht
darum gebeten haben, sagen Sie es sofort Ihrer Administration.
""",
        ),
    },
    "break_glass": {
        "en": (
            "Emergency access to {workspace}",
            """An operator of this deployment has made an administrator of {workspace} for a limited time: {name}.

Everything they do is recorded under that name. If nobody told you why, ask the operator.
""",
        ),
        "de": (
            "Notfallzugang zu {workspace}",
            """Ein Betreiber dieser Installation hat sich für begrenzte Zeit zum Administrator von {workspace} gemacht:
{name}.

Alles, was sie tut, wird unter diesem Namen festgehalten. Wenn Ihnen niemand gesagt hat, warum, fragen Sie nach.
""",
        ),
    },
}
