"""How long a mail takes from SMTP's yes to the inbox, on a deployed local cloud."""

import statistics
import tempfile
import time
from pathlib import Path

from tests.bench import budget
from tests.bench.report import Section
from tests.support.cloud import Person, RunningCloud, write_mail

_MAILS = 40
_WARM_UP = 3
_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.03


def measure() -> Section:
    """One mail after another; each is looked for with the list an agent sees."""
    section = Section("Mail to inbox", [f"{_MAILS} mails, one after another, after {_WARM_UP} to warm up; wall time."])
    with tempfile.TemporaryDirectory() as folder, RunningCloud(Path(folder) / "cloud", seed=True) as cloud:
        agent = cloud.sign_in()
        taken = [_deliver(cloud, agent, number) for number in range(_WARM_UP + _MAILS)][_WARM_UP:]
    section.add("SMTP accepted → listed by the API, p50", statistics.median(taken) * 1e3, "ms")
    worst = statistics.quantiles(taken, n=20)[-1]
    section.add("SMTP accepted → listed by the API, p95", worst * 1e3, "ms", budget.MAIL_TO_LIST_P95_MS)
    return section


def _deliver(cloud: RunningCloud, agent: Person, number: int) -> float:
    """Seconds until the mail's ticket is in the list."""
    subject = f"Bench mail {number}"
    mailbox = agent.tenant["mailboxes"][0]
    cloud.send(write_mail("ada@customer.example", mailbox, subject, "Where is it?"), "ada@customer.example", mailbox)
    accepted = time.monotonic()
    while agent.ticket_about(subject) is None:
        if time.monotonic() - accepted > _PATIENCE_SECONDS:
            return _PATIENCE_SECONDS
        time.sleep(_LOOK_SECONDS)
    return time.monotonic() - accepted
