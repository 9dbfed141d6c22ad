"""Where quoted history begins."""

import pytest

from lambdesk.channels.quotes import quoted_from

FOLDED = [
    "On Mon, 1 Jan 2026 at 10:00, Ann <ann@x.example> wrote:\n> old",
    "On Mon, 1 Jan 2026 at 10:00, Ann Somebody\n<ann@x.example>\nwrote:\n\n> old\n>\n> older",
    "Am 01.01.2026 um 10:00 schrieb Ann <ann@x.example>:\n> alt",
    "Le lun. 1 janv. 2026 à 10:00, Ann\n<ann@x.example> a écrit :\n\nsans marques",
    "El lun, 1 ene 2026 a las 10:00, Ann (<ann@x.example>) escribió:\n> viejo",
    "Op ma 1 jan. 2026 om 10:00 schreef Ann <ann@x.example>:\n> oud",
    "W dniu 1.01.2026 o 10:00, Ann pisze:\n> stare",
    "пн, 1 янв. 2026 г. в 10:00, Ann <ann@x.example>:\n> старое",
    "2026年1月1日(木) 10:00 Ann <ann@x.example>:\n> 古い",
    "2026-01-01 10:00 GMT+01:00 Ann <ann@x.example>:\n\nno marks",
    "-----Original Message-----\nFrom: Ann\nSent: Monday\nTo: Us\n\nold",
    "-----Ursprüngliche Nachricht-----\nVon: Ann\n\nalt",
    "________________________________\nFrom: Ann <ann@x.example>\nSent: January 1, 2026\nTo: Us\nSubject: x\n\nold",
    "Von: Ann <ann@x.example>\nGesendet: Montag\nAn: uns\nBetreff: x\n\nalt",
    "*From:* Ann\n*Sent:* Monday\n*To:* us\n*Subject:* x\n\nold",
    "> just\n> quoted",
    "On 1 Jan 2026, at 10:00, Ann wrote:\n> old\n\n-- \nZoe\nPhone",
]


@pytest.mark.parametrize("history", FOLDED)
def test_history_below_an_answer_is_found(history: str) -> None:
    answer = "Yes, please.\nZoe\n\n"
    assert quoted_from(answer + history) == len(answer)


KEPT = [
    "Yes, please.",
    "> only quoted",
    "On Mon, 1 Jan 2026, Ann <ann@x.example> wrote:\n> old",
    "On 1 Jan 2026, Ann <a@x.example> wrote:\n> first?\n\nYes.\n\n> second?\n\nNo.",
    "Hello,\n\nOn 1 Jan 2026, Ann <a@x.example> wrote:\n> first?\n\nMy answer stands below.",
    "He wrote: this is fine.\nAnd more.",
    "I need three things:\n1. a\n2. b",
    "See:\nFrom: the beginning\nuntil the end",
    "My note\n\n---------- Forwarded message ---------\nFrom: Bob <b@x.example>\nDate: x\nTo: z\n\nforwarded",
    "My note\n\n-------- Videresendt meddelelse --------\nEmne: x\nDato: y\nFra: Bob\nTil: z\n\nforwarded",
    "",
    "\n\n",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_a_person_wrote_is_never_folded(text: str) -> None:
    assert quoted_from(text) is None


def test_only_the_quote_after_the_last_answer_is_folded() -> None:
    text = "On 1 Jan 2026, Ann <a@x.example> wrote:\n> first?\n\nYes.\n\n"
    assert quoted_from(text + "> and the rest\n> of it\n") == len(text)


def test_offsets_count_characters() -> None:
    answer = "🙂 Ja, gern. Grüße\n\n"
    assert quoted_from(answer + "> alt") == len(answer)
