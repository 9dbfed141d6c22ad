"""The product inside a Lambda, whose own role reaches no tenant's data.

A request that says whose it is gets `for_tenant`: a product whose table and buckets are open for this tenant alone,
whatever keys the code builds. Where one call concerns several tenants, such as signing in or taking mail in, each store
goes to the tenant that it is asked about.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from inspect import getattr_static
from typing import TYPE_CHECKING, Any, cast

from lambdesk.adapters.aws.clients import TenantClients
from lambdesk.adapters.aws.tenants import TenantSessions
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.conversations.uploads.decide import tenant_of_key
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.settings import Settings

if TYPE_CHECKING:
    from lambdesk.channels.ports import Content
    from lambdesk.identity.ports import IdentityStore

# Tenants that an environment keeps open: each has two clients, about 1 MB.
KEPT = 100

# Their methods name the tenant first.
STORES = tuple(name for name in dir(Lambdesk) if name.endswith("_store"))
# What knows no tenant, and is the same for all.
SHARED = (
    *("event_bus", "handover", "keyring", "limiter", "lines", "mailer", "queues", "raw_mail", "sockets", "timers"),
    *("user_pool", "workflows"),
)
# What is asked of names that are unique among all tenants: the environment's own role may read those.
_OF_ALL = frozenset({"is_origin", "leaving", "mailboxes", "memberships", "tenant_of_slug", "tenants"})


def _direct(store: str) -> Callable[[Lambdesk], Any]:
    """How a store of this name is made on the product's own table."""
    made: cached_property[Any] = getattr_static(Lambdesk, store)
    return made.func


class Routed:
    """A store whose every call goes to the store that `pick` gives for the call's first argument: a tenant, or what
    says whose it is.
    """

    def __init__(self, pick: Callable[[str], Any], own: Any) -> None:
        self._pick = pick
        self._own = own

    def __getattr__(self, name: str) -> Any:
        if name in _OF_ALL:
            return getattr(self._own, name)

        def call(first: Any, *rest: Any, **more: Any) -> Any:
            named = first if isinstance(first, str) else first.tenant
            return getattr(self._pick(named), name)(first, *rest, **more)

        return call


class Scoped(Lambdesk):
    """The product of one environment. Tenants' products are made on first use; the least used go first."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self._products: OrderedDict[str, OfTenant] = OrderedDict()
        self._ending: tuple[str, TenantClients] | None = None

    @cached_property
    def tenant_sessions(self) -> TenantSessions:
        """Credentials by tenant."""
        return TenantSessions(self.clients.sts, self.settings.tenant_role_arn)

    @cached_property
    def ending_sessions(self) -> TenantSessions:
        """Credentials by tenant that take away what is the tenant's."""
        return TenantSessions(self.clients.sts, self.settings.ending_role_arn)

    def ending_clients(self, tenant: str) -> TenantClients:
        """Only the tenant that goes now is kept: its table and bucket are asked for one after the other."""
        if self._ending is None or self._ending[0] != tenant:
            self._ending = tenant, TenantClients(self.clients, self.ending_sessions.credentials(tenant))
        return self._ending[1]

    def for_tenant(self, tenant: str) -> "OfTenant":
        """The same product for the same tenant, as long as this environment keeps it. Raises Unavailable."""
        product = self._products.pop(tenant, None) or OfTenant(self, tenant)
        self._products[tenant] = product
        while len(self._products) > KEPT:
            self._products.popitem(last=False)
        return product

    def routed(self, store: str) -> Routed:
        """The store of this name that goes to the tenant each call names; what is the system's, it reads itself."""
        own = self.own(store)
        return Routed(lambda tenant: own if tenant == SYSTEM_TENANT else getattr(self.for_tenant(tenant), store), own)

    def own(self, store: str) -> Any:
        """The store of this name with the environment's own credentials."""
        return _direct(store)(self)

    @cached_property
    def content(self) -> "Content":
        return cast("Content", Routed(lambda key: self.for_tenant(tenant_of_key(key)).content, None))


class OfTenant(Lambdesk):
    """The product of one tenant, with this tenant's credentials and caches."""

    def __init__(self, home: Scoped, tenant: str) -> None:
        super().__init__(home.settings)
        self.home = home
        self._tenant = tenant
        self._clients = TenantClients(home.clients, home.tenant_sessions.credentials(tenant))

    @cached_property
    def clients(self) -> TenantClients:
        return self._clients

    def for_tenant(self, tenant: str) -> Lambdesk:
        return self.home.for_tenant(tenant)

    @cached_property
    def identity_store(self) -> "IdentityStore":
        mine, own = _direct("identity_store")(self), self.home.own("identity_store")
        # Foreign tenants go to the environment's role as well, which reaches none.
        return cast("IdentityStore", Routed(lambda tenant: mine if tenant == self._tenant else own, own))


def _of_scoped(store: str) -> cached_property[Routed]:
    made: cached_property[Routed] = cached_property(lambda product: product.routed(store))
    made.__set_name__(Scoped, store)
    return made


def _of_home(name: str) -> property:
    return property(lambda product: getattr(product.home, name))


for _name in STORES:
    setattr(Scoped, _name, _of_scoped(_name))
for _name in SHARED:
    setattr(OfTenant, _name, _of_home(_name))
