"""A tenant that somebody makes: asked for, confirmed by a link, and then made as an operator makes one."""

from dataclasses import dataclass, replace

from lambdesk.identity import service as identity
from lambdesk.identity.decide import NAME_LIMIT, NewUser, make_user, take_names
from lambdesk.identity.model import ADMIN, SignUp, Tenant
from lambdesk.identity.ports import IdentityStore, UserPool
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Claim, Insert, Remove
from lambdesk.kit.context import SYSTEM, SYSTEM_TENANT, Context
from lambdesk.kit.errors import AlreadyExists, FieldError, Invalid, NotFound, SlugTaken
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import clean_line
from lambdesk.tenants.plans import TRIAL
from lambdesk.tenants.service import Tenants
from lambdesk.tenants.sign_up import decide
from lambdesk.tenants.sign_up.decide import Wanted
from lambdesk.tenants.sign_up.links import read_token

_SUGGESTIONS = range(2, 7)


@dataclass(frozen=True)
class Chosen:
    """What somebody chooses who has the link; the slug may be another one than before."""

    slug: str
    name: str
    password: str


class SignUps:
    """Sign-ups of one deployment. `domain` is what its tenants' mail domains are below; empty: there are none."""

    def __init__(self, store: IdentityStore, pool: UserPool, keys: Keyring, domain: str) -> None:
        self._store = store
        self._pool = pool
        self._keys = keys
        self._domain = domain

    def enter(self) -> None:
        """What every door does first; raises NotFound where nobody may make a tenant."""
        if not self._domain:
            raise NotFound

    def ask(self, ctx: Context, wanted: Wanted, challenge: str) -> None:
        """Have a link sent. Nothing tells whether slug or address are known, and who asks too often is not told either.

        Raises Invalid for what can be nobody's.
        """
        self.enter()
        ctx = replace(ctx, tenant=ctx.derive_id("tnt", ctx.now), cause={"door": "sign-up"})
        _, changes = decide.ask(ctx, wanted, self._domain)
        for number in range(decide.LETTERS_EACH_WINDOW):
            try:
                self._store.commit(SYSTEM_TENANT, decide.slot(ctx, wanted.email, challenge, number))
            except AlreadyExists as taken:
                if isinstance(taken.key, Claim) and taken.key.scope == "sign-up-work":
                    return
                continue
            self._store.commit(ctx.tenant, changes)
            return

    def look(self, ctx: Context, token: str) -> tuple[str, SignUp]:
        """The id that the tenant will have, and what was asked for; raises NotFound for a link that is not good."""
        self.enter()
        tenant = read_token(self._keys, token)
        asked = self._store.sign_up(tenant) if tenant else None
        if tenant is None or asked is None or asked.expires_at <= ctx.now:
            raise NotFound("This link no longer works.")
        return tenant, asked

    def confirm(self, ctx: Context, token: str, chosen: Chosen) -> Tenant:
        """Make the tenant with its first administrator. Raises NotFound, Invalid or SlugTaken: the last two leave the
        link good.

        Cut off, the same call once more finishes it: all of it has the id that the link names.
        """
        tenant_id, asked = self.look(ctx, token)
        own = replace(ctx, tenant=tenant_id, actor=SYSTEM, cause={"door": "sign-up"})
        known = self._store.tenant(tenant_id)
        slug = known.slug if known else chosen.slug
        wanted = NewUser(asked.email, chosen.name, ADMIN)
        if not clean_line(chosen.name, NAME_LIMIT):
            raise Invalid(fields=[FieldError("body.name", "needs words", "blank")])
        decide.check(own, asked, slug, self._domain)
        self._expect_free(tenant_id, slug)
        # The pool first: should it find the password too simple, nothing was made.
        self._pool.create(tenant_id, make_user(wanted, own), chosen.password)
        made = self._make(own, asked, slug)
        # Another change of the same record: its fact has a name of its own.
        Tenants(self._store).limit(replace(own, seed=ids.new_seed()), TRIAL, {})
        identity.create_user(self._store, self._pool, own, wanted, chosen.password)
        self._store.commit(tenant_id, decide.used_up(asked))
        return made

    def _make(self, ctx: Context, asked: SignUp, slug: str) -> Tenant:
        wanted = decide.new_tenant(asked, slug, self._domain)
        try:
            made = identity.create_tenant(self._store, ctx, wanted, own=ctx.tenant)
        except SlugTaken:
            raise self._taken(slug) from None
        if made.slug != slug:
            # Two calls with one link, and the other was faster: only its names are kept.
            names = take_names(replace(made, slug=slug, mailboxes=wanted.mailboxes))
            gone = tuple(Remove(each.entity) for each in names.writes if isinstance(each, Insert))
            self._store.commit(SYSTEM_TENANT, ChangeSet(gone))
        return made

    def _expect_free(self, tenant: str, slug: str) -> None:
        if self._store.tenant_of_slug(slug) not in (None, tenant):
            raise self._taken(slug)

    def _taken(self, slug: str) -> SlugTaken:
        others = (f"{slug[:37].rstrip('-')}-{number}" for number in _SUGGESTIONS)
        free = next((each for each in others if self._store.tenant_of_slug(each) is None), None)
        return SlugTaken("Choose another address.", suggestion=free)
