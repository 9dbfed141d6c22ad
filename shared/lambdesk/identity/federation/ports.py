"""What signing in at a provider needs from the world."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lambdesk.identity.federation.model import Told


@dataclass(frozen=True)
class Endpoints:
    """What an issuer says of itself. `secret_in_body`: it takes the client's secret nowhere else."""

    issuer: str
    authorize: str
    token: str
    keys: str
    secret_in_body: bool = False


@dataclass(frozen=True)
class Client:
    """Who asks an issuer for tokens."""

    id: str
    secret: str


class Issuers(Protocol):
    """OpenID Connect issuers. Raises Unavailable when one does not answer as it should."""

    def endpoints(self, issuer: str, now: datetime) -> Endpoints:
        """Where to send people; remembered for a while."""
        ...

    def exchange(self, at: Endpoints, client: Client, code: str, verifier: str, redirect_url: str) -> str:
        """The ID token for a code; raises Refused."""
        ...

    def told(self, at: Endpoints, client_id: str, token: str, now: datetime) -> Told:
        """What a token says that this issuer made for this client; raises Refused for any other."""
        ...
