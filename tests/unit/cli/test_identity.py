"""`lambdesk tenant create` and `lambdesk user create`."""

import argparse
import io

import pytest

from lambdesk.cli import identity
from lambdesk.identity.model import MANAGER, MemberState, User
from lambdesk.kit.errors import LambdeskError, NotFound
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk


def run(product: MemoryLambdesk, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    identity.register(parser.add_subparsers(required=True))
    options = parser.parse_args(arguments)
    code: int = options.run(product, options)
    return code


NORTHWIND = ("tenant", "create", "--name", "Northwind", "--slug", "northwind", "--mailbox", "support@northwind.example")
MAYA = ("user", "create", "--tenant", "northwind", "--email", "maya@northwind.example", "--name", "Maya")


@pytest.fixture
def product() -> MemoryLambdesk:
    return MemoryLambdesk()


def test_an_operator_makes_a_tenant_and_its_first_user(
    product: MemoryLambdesk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(product, *NORTHWIND, "--mailbox", "help@northwind.example") == 0
    tenant = capsys.readouterr().out.strip()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert run(product, *MAYA, "--role", "manager", "--password-stdin") == 0
    user = product.state.get(tenant, User, capsys.readouterr().out.strip())
    assert user is not None
    assert user.role == MANAGER
    answer = Desk(product).send("POST", "/v1/session", {"email": user.email, "password": PASSWORD})
    assert answer.json["tenant"]["mailboxes"] == ["support@northwind.example", "help@northwind.example"]


def test_a_second_run_changes_nothing(product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]) -> None:
    run(product, *NORTHWIND)
    run(product, *NORTHWIND)
    first, second = capsys.readouterr().out.split()
    assert first == second


def test_without_a_password_one_is_made_that_signs_in(
    product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]
) -> None:
    run(product, *NORTHWIND)
    run(product, *MAYA, "--role", "agent")
    password = capsys.readouterr().out.split()[-1]
    assert len(password) >= 20
    credentials = {"email": "maya@northwind.example", "password": password}
    assert Desk(product).send("POST", "/v1/session", credentials).status == 201


def test_what_is_wrong_is_said_and_nothing_is_made(product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(product, "tenant", "create", "--name", " ", "--slug", "API", "--mailbox", "x") == 2
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == ["name", "slug", "mailbox"]
    run(product, *NORTHWIND)
    before = dict(product.state.kept)
    assert run(product, *MAYA[:5], "nobody", *MAYA[6:], "--role", "agent") == 2
    with pytest.raises(NotFound):
        run(product, "user", "create", "--tenant", "nowhere", *MAYA[4:], "--role", "agent")
    with pytest.raises(SystemExit):
        run(product, *MAYA, "--role", "owner")
    assert product.state.kept == before


def test_an_operator_invites_and_deactivates(product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]) -> None:
    run(product, *NORTHWIND)
    tenant = capsys.readouterr().out.strip()
    uma = ("--tenant", "northwind", "--email", "uma@northwind.example")
    assert run(product, "user", "invite", *uma, "--name", "Uma", "--role", "agent") == 0
    user = product.state.get(tenant, User, capsys.readouterr().out.strip())
    assert user is not None
    assert user.state is MemberState.INVITED
    assert run(product, "user", "invite", *uma, "--name", "Uma", "--role", "agent") == 2
    run(product, *MAYA, "--role", "agent")
    maya = capsys.readouterr().out.split()[0]
    assert run(product, "user", "deactivate", "--tenant", "northwind", "--email", "Maya@northwind.example") == 0
    left = product.state.get(tenant, User, maya)
    assert left is not None
    assert not left.active


def test_emergency_access_lasts_hours(product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]) -> None:
    run(product, *NORTHWIND)
    tenant = capsys.readouterr().out.strip()
    glass = ("user", "break-glass", "--tenant", "northwind", "--email", "op@ops.example", "--name", "Op on call")
    assert run(product, *glass, "--hours", "25") == 2
    assert run(product, *glass, "--hours", "2") == 0
    name, _, password = capsys.readouterr().out.strip().partition(" ")
    user = product.state.get(tenant, User, name)
    assert user is not None
    assert user.until is not None
    assert product.user_pool.passwords[name] == password
    (event,) = product.state.timelines[tenant, f"user:{name}"]
    assert event.type == "user.break_glass_granted"


def test_an_operator_gives_a_tenant_a_mail_domain(product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]) -> None:
    run(product, *NORTHWIND)
    tenant = capsys.readouterr().out.strip()
    give = ("tenant", "domain", "--tenant", "northwind", "--add")
    assert run(product, *give, "Help.example.com") == 0
    assert product.identity_store.mailboxes(["reply@help.example.com"])["reply@help.example.com"].tenant == tenant
    with pytest.raises(LambdeskError, match="no mail domain"):
        run(product, *give, "help example")


def test_an_operator_says_where_a_tenant_is_what_it_speaks_and_what_it_may(
    product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ("--zone", "Europe/Berlin", "--locale", "de", "--plan", "trial")
    for _ in range(2):
        assert run(product, *NORTHWIND, *more) == 0
    tenant, again = capsys.readouterr().out.split()
    home = product.identity_store.tenant(tenant)
    assert home is not None
    assert tenant == again
    assert (home.zone, home.locale, home.plan, home.member_limit) == ("Europe/Berlin", "de", "trial", 5)
    assert home.version == 1


def test_a_zone_that_is_none_makes_no_tenant(product: MemoryLambdesk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(product, *NORTHWIND, "--zone", "Europe/Atlantis") == 2
    assert capsys.readouterr().err == "zone is no time zone\n"
    assert product.identity_store.tenant_of_slug("northwind") is None
    with pytest.raises(SystemExit):
        run(product, *NORTHWIND, "--locale", "tlh")
