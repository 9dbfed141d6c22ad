"""A small OpenID Connect provider with real keys on a port of this machine: whoever asks it to is signed in at once.

What its tokens say, a test changes: `claims` go over what they would say, `key` and `algorithm` sign them.
"""

import base64
import json
import threading
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from lambdesk.kit import clock, ids

CLIENT, SECRET = "lambdesk-at-test", "s3cret/with+signs"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEY_ID = "key/1+="


@dataclass
class TestProvider:
    """Serves discovery, keys, sign-in and tokens. `person` is who signs in; `asked` are the paths it was asked for."""

    __test__ = False

    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "42",
            "email": "agent@northwind.example",
            "email_verified": True,
            "name": "Maya",
        }
    )
    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "RS256"
    key_id: str = KEY_ID
    says: dict[str, Any] = field(default_factory=dict)
    declines: bool = False
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """No answers any more."""
        self._server.shutdown()
        self._server.server_close()

    def discovery(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        } | self.says

    def keys(self) -> dict[str, Any]:
        """Its public key."""
        published = RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return {"keys": [{**published, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def sign_in(self, url: str) -> dict[str, str]:
        """Go where the desk sends a browser; what the browser brings back."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.back(url)).query).items()}

    def back(self, url: str) -> str:
        """The address to which a browser that came with `url` goes on."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        if self.declines:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = ids.new_secret()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """An ID token for a code, once, for the client and the browser that it was made for."""
        asked = self.codes.pop(form.get("code", ""), None)
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote(name), unquote(secret)) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        proof = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if asked is None or proof != asked["code_challenge"] or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(clock.now().timestamp())
        said = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"]}
        said |= self.person | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        signed = jwt.encode(said, self.key, algorithm=self.algorithm, headers={"kid": self.key_id})
        return 200, {"id_token": signed, "access_token": "unused", "token_type": "Bearer"}


def _handler(provider: TestProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            provider.asked.append(path)
            if path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.back(self.path))
                self.end_headers()
                return
            found = {"/.well-known/openid-configuration": provider.discovery, "/keys": provider.keys}.get(path)
            self._say(200 if found else 404, found() if found else {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            text = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            self._say(*provider.token(form, self.headers.get("authorization", "")))

        def _say(self, status: int, body: dict[str, Any]) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_request(self, code: Any = "-", size: Any = "-") -> None:
            """Not on the test's screen."""

    return Handler
