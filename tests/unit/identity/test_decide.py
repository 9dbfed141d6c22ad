"""Sessions: a handle works once. Tenants and users: what may be one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lambdesk.identity import decide
from lambdesk.identity.decide import RESERVED_SLUGS, NewTenant, NewUser
from lambdesk.identity.model import (
    ADMIN,
    AGENT,
    BUILT_IN,
    CUSTOMER,
    MANAGER,
    OF_CUSTOMERS,
    OF_STAFF,
    STAFF_ROLES,
    Ended,
    Mailbox,
    Permission,
    Role,
    Session,
    User,
    UserSession,
    caller_of,
    no_role,
)
from lambdesk.identity.queries import needs_mfa
from lambdesk.kit import handles
from lambdesk.kit.changes import Insert, Put, Replace
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import Invalid, Unauthenticated
from lambdesk.kit.handles import HandleReused

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CTX = Context("tnt_1", SYSTEM, NOW, "seed")


def opened(handle: str = "first") -> Session:
    return decide.open_session(CTX, "usr_1", "ses_1", "sealed", handle)[0]


def test_a_new_session_keeps_no_handle_and_ends_after_thirty_days() -> None:
    session, changes = decide.open_session(CTX, "usr_1", "ses_1", "sealed", "first")
    assert changes.writes == (Insert(session), Insert(UserSession("usr_1", "ses_1", session.expires_at)))
    assert "first" not in repr(session)
    assert session.expires_at - NOW == timedelta(days=30)


def test_the_present_handle_is_good_until_the_session_ends() -> None:
    session = opened()
    assert handles.check(session, "first", session.expires_at - SECOND) is session
    with pytest.raises(Unauthenticated) as refused:
        handles.check(session, "first", session.expires_at)
    assert not isinstance(refused.value, HandleReused)


def test_a_handle_works_once() -> None:
    rotated, changes = decide.rotate(opened(), "sealed again", "first", "second", NOW)
    assert changes.writes == (Replace(rotated, 1),)
    assert handles.check(rotated, "second", NOW) is rotated
    with pytest.raises(HandleReused):
        handles.check(rotated, "first", NOW + timedelta(seconds=60, milliseconds=1))


def test_a_lost_answer_may_be_asked_for_again_but_the_grace_does_not_grow() -> None:
    rotated, _ = decide.rotate(opened(), "sealed", "first", "second", NOW)
    late = NOW + timedelta(seconds=60)
    assert handles.check(rotated, "first", late) is rotated
    again, _ = decide.rotate(rotated, "sealed", "first", "third", late)
    assert handles.check(again, "third", late) is again
    assert handles.check(again, "first", late) is again
    with pytest.raises(HandleReused):
        handles.check(again, "first", late + SECOND)


def test_an_older_handle_gets_no_grace() -> None:
    second, _ = decide.rotate(opened(), "sealed", "first", "second", NOW)
    third, _ = decide.rotate(second, "sealed", "second", "third", NOW)
    with pytest.raises(HandleReused):
        handles.check(third, "first", NOW)


def test_rotation_does_not_prolong_a_session() -> None:
    session = opened()
    rotated, _ = decide.rotate(session, "sealed", "first", "second", NOW + timedelta(days=29))
    assert rotated.expires_at == session.expires_at


def test_an_ended_session_knows_no_handle_and_no_token() -> None:
    session = opened()
    changes = decide.end(CTX, session, Ended.SIGNED_OUT)
    assert [(each.type, each.aggregate) for each in changes.events] == [("session.ended", "session:ses_1")]
    assert isinstance(changes.writes[0], Put)
    over = changes.writes[0].entity
    assert isinstance(over, Session)
    assert (over.refresh_token, over.expires_at, over.version) == ("", NOW, 2)
    for handle in ("first", ""):
        with pytest.raises(Unauthenticated):
            handles.check(over, handle, NOW)


def test_nobody_has_no_session() -> None:
    with pytest.raises(Unauthenticated):
        handles.check(None, "first", NOW)


def wanted(**fields: object) -> NewTenant:
    return replace(NewTenant("Northwind", "northwind", ("Support@Northwind.example",)), **fields)  # type: ignore[arg-type]


def test_a_tenant_is_written_as_it_is_compared() -> None:
    tenant = decide.make_tenant(wanted(name="  North\twind ", mailboxes=("A@x.example", "a@X.example")), CTX)
    assert (tenant.name, tenant.mailboxes) == ("North wind", ("a@x.example",))
    taken = [write.entity for write in decide.take_names(tenant).writes if isinstance(write, Insert)]
    assert [entity.address for entity in taken if isinstance(entity, Mailbox)] == ["a@x.example", "reply@x.example"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " \n"}, "name"),
        ({"slug": ""}, "slug"),
        ({"slug": "North"}, "slug"),
        ({"slug": "-north"}, "slug"),
        ({"slug": "north-"}, "slug"),
        ({"slug": "a" * 41}, "slug"),
        ({"slug": "a/b"}, "slug"),
        ({"slug": "a\n"}, "slug"),
        ({"mailboxes": ()}, "mailbox"),
        ({"mailboxes": ("nobody",)}, "mailbox"),
        ({"mailboxes": ("a@x.example", "b c@x.example")}, "mailbox"),
    ],
)
def test_what_is_no_tenant_is_refused(fields: dict[str, object], wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide.make_tenant(wanted(**fields), CTX)
    assert [each.field for each in refused.value.fields] == [wrong]


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_paths_of_the_clients_are_no_slugs(slug: str) -> None:
    with pytest.raises(Invalid):
        decide.make_tenant(wanted(slug=slug), CTX)


def test_a_user_is_checked_in_every_field_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        decide.make_user(NewUser("nobody", " ", AGENT), CTX)
    assert [each.field for each in refused.value.fields] == ["name", "email"]
    user = decide.make_user(NewUser(" Maya@Northwind.example ", "Maya", AGENT), CTX)
    assert user.email == "maya@northwind.example"


@pytest.mark.parametrize("role", BUILT_IN.values(), ids=BUILT_IN)
@pytest.mark.parametrize("permission", Permission)
def test_permissions_are_the_matrix_and_end_with_the_membership(role: Role, permission: Permission) -> None:
    user = User("usr_1", "a@x.example", "A", role.id, NOW)
    assert caller_of(user, role).may(permission) == (permission in role.permissions)
    assert not caller_of(replace(user, active=False), role).may(permission)
    assert not caller_of(user, no_role(role.id)).may(permission)


@pytest.mark.parametrize("permission", sorted(OF_STAFF))
def test_whoever_can_let_others_in_or_take_data_out_has_a_second_step(permission: Permission) -> None:
    role, home = Role("rol_1", "Helper", frozenset({permission})), decide.make_tenant(wanted(), CTX)
    ordinary = BUILT_IN[MANAGER].permissions
    assert needs_mfa(home, role) is (permission not in ordinary)
    assert needs_mfa(replace(home, mfa_required=True), role)


def test_staff_and_customers_have_no_permission_in_common() -> None:
    assert BUILT_IN[CUSTOMER].permissions == OF_CUSTOMERS
    assert all(BUILT_IN[each].permissions.isdisjoint(OF_CUSTOMERS) for each in STAFF_ROLES)
    assert BUILT_IN[AGENT].permissions < BUILT_IN[MANAGER].permissions < BUILT_IN[ADMIN].permissions == OF_STAFF
