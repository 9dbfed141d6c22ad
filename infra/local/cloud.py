"""Brings the whole local cloud up, in order, and down again."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infra.local import deploy, tail
from infra.local.edge import clients_and_api, content
from infra.local.formats import check_format
from infra.local.launcher import MiniStack, Server, endpoint, prepare
from infra.local.lock import only_one
from infra.local.mail import TRUSTED, UNTRUSTED, Listener, Receiver
from infra.local.options import HOST, ROOT, Options, Ports, choose_ports
from infra.local.outbox import Outbox, mail_pages

MAIL_DOMAINS = ("northwind.example", "kitefly.example")
"""Domains the demo sends from; verified in SES like an administrator would."""

WEB = ROOT / "web" / "dist"
WORKERS = {"http_api": 2, "mail_in": 2}
"""How many processes of a Lambda are started ahead; one of each other."""


@contextmanager
def step(what: str) -> Iterator[None]:
    """One line of progress: what, and how long it took."""
    print(f"  {what} …", end=" ", flush=True)
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:.1f} s", flush=True)


@dataclass(frozen=True)
class Addresses:
    """Where a running cloud answers, for people and programs."""

    desk_url: str
    portal_url: str
    api_url: str
    ws_url: str
    content_url: str
    mail_url: str
    smtp: str
    smtp_untrusted: str
    aws_endpoint_url: str

    @classmethod
    def of(cls, ports: Ports) -> "Addresses":
        return cls(
            desk_url=f"http://localhost:{ports.edge}/",
            portal_url=f"http://localhost:{ports.edge}/portal/",
            api_url=f"http://localhost:{ports.edge}/api",
            ws_url=f"ws://localhost:{ports.edge}/ws",
            content_url=f"http://localhost:{ports.content}",
            mail_url=f"http://localhost:{ports.mail}",
            smtp=f"{HOST}:{ports.smtp}",
            smtp_untrusted=f"{HOST}:{ports.smtp_untrusted}",
            aws_endpoint_url=endpoint(ports),
        )


class Cloud:
    """A running local cloud. `up` returns when it answers; `down` undoes it in reverse."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._ending = ExitStack()
        self.outputs: dict[str, Any] = {}

    def up(self) -> None:
        """Everything, in order; what was started is stopped again when a later part fails."""
        with ExitStack() as starting:
            starting.callback(self.down)
            self._up()
            starting.pop_all()

    def _up(self) -> None:
        options = self.options
        self._ending.enter_context(only_one(options.state))
        check_format(options.state)
        options.outputs.unlink(missing_ok=True)
        ports = choose_ports(options)
        prepare(options, ports)
        addresses = Addresses.of(ports)
        self.outputs = {**asdict(addresses), "user_pool_id": "", "user_pool_client_id": "", "tenants": []}
        with step("Starting the local AWS"):
            self._begin(MiniStack(options, ports))
        if options.deploy:
            self._deploy(ports, addresses)
        self._write_outputs()

    def _deploy(self, ports: Ports, addresses: Addresses) -> None:
        with step("Synthesising the stacks"):
            made = deploy.synth()
        with step("Deploying"):
            stack = deploy_core(ports, made, addresses, self.options.sign_up)
        with step("Opening the doors"):
            self._open(ports, addresses, stack)
        with step("Warming the Lambdas"):
            warm()
        product = deploy.environment(ports, made.stack)
        self.options.settings.write_text("".join(f"{name}={value}\n" for name, value in sorted(product.items())))
        self.outputs["user_pool_id"] = stack["UserPoolId"]
        self.outputs["user_pool_client_id"] = stack["UserPoolClientId"]
        with step("Looking for mail that was not finished"):
            reconciled = tool(["-m", "lambdesk.cli", "mail", "reconcile", "--repair"], product)
        if reconciled.returncode:
            print(f"    some mail could not be finished:\n{reconciled.stdout}{reconciled.stderr[-2000:]}")
        with step("Looking for moments that passed meanwhile"):
            swept = tool(["-m", "lambdesk.cli", "timers", "sweep", "--grace", "0"], product)
        if swept.returncode:
            print(f"    some tickets could not be looked at:\n{swept.stdout}{swept.stderr[-2000:]}")
        if self.options.seed:
            with step("Demo data"):
                seeded = tool(["-m", "infra.local.seed", json.dumps(asdict(addresses))], product)
            if seeded.returncode:
                raise RuntimeError(f"The demo data could not be made:\n{seeded.stderr[-3000:]}")
            self.outputs["tenants"] = json.loads(seeded.stdout)

    def _open(self, ports: Ports, addresses: Addresses, stack: Mapping[str, str]) -> None:
        api = deploy.api_endpoint(ports, stack)
        sockets = f"ws://{endpoint(ports).split('//', 1)[1]}{deploy.socket_path(stack)}"
        edge = clients_and_api(WEB, api, sockets, addresses.content_url, addresses.aws_endpoint_url)
        self._begin(Server("edge", edge, ports.edge))
        desk = addresses.desk_url.rstrip("/")
        files = content(endpoint(ports), stack["ContentBucketName"], WEB, desk)
        self._begin(Server("content", files, ports.content))
        self._begin(Server("mail", mail_pages(Outbox(self.options.outbox)), ports.mail))
        for port, verdicts in ((ports.smtp, TRUSTED), (ports.smtp_untrusted, UNTRUSTED)):
            receiver = Receiver(
                deploy.client(ports, "s3"),
                deploy.client(ports, "lambda"),
                bucket=stack["RawBucketName"],
                function=stack["MailInFunctionName"],
                verdicts=verdicts,
            )
            listener = Listener(receiver, port)
            listener.start()
            self._ending.callback(listener.stop)

    def _begin(self, server: Server | MiniStack) -> None:
        self._ending.callback(server.end)
        server.begin()

    def _write_outputs(self) -> None:
        partial = self.options.outputs.with_suffix(".part")
        partial.write_text(json.dumps(self.outputs, indent=2) + "\n")
        partial.replace(self.options.outputs)

    def down(self) -> None:
        self.options.outputs.unlink(missing_ok=True)
        self._ending.close()


def tool(arguments: list[str], product: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a Python program of ours with the product's settings."""
    command, environment = [sys.executable, *arguments], {**os.environ, **product}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def deploy_core(ports: Ports, made: deploy.Synthesised, addresses: Addresses, sign_up: str) -> dict[str, str]:
    """Deploy `Core` and verify the demo's mail domains and that of sign-up; answers the outputs.

    Some addresses hold ids that a first deploy only makes, of the user pool and the WebSocket API: then it runs twice.
    """
    stack = deploy.Stack(ports, made)
    outputs = stack.outputs
    for _ in range(2):
        known = outputs
        pool = known.get("UserPoolId", "")
        posts = addresses.aws_endpoint_url + deploy.socket_path(known) if "SocketUrl" in known else ""
        outputs = stack.deploy(
            {
                "Origin": addresses.desk_url.rstrip("/"),
                "ContentUrl": addresses.content_url,
                "WebSocketUrl": addresses.ws_url,
                "SocketEndpoint": posts,
                "JwksUrl": f"{addresses.aws_endpoint_url}/{pool}/.well-known/jwks.json" if pool else "",
                "SignUpDomain": sign_up,
            }
        )
        if outputs == known:
            break
    ses = deploy.client(ports, "sesv2")
    verified = {identity["IdentityName"] for identity in ses.list_email_identities()["EmailIdentities"]}
    for domain in (*MAIL_DOMAINS, sign_up):
        if domain and domain not in verified:
            ses.create_email_identity(EmailIdentity=domain)
    return outputs


def warm() -> None:
    """Start processes of each Lambda so that the first request does not wait; raises when one cannot be imported."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    with ThreadPoolExecutor(8) as pool:
        started = []
        for function in list(lambda_svc._functions._data.values()):
            config = function["config"]
            name = config["Handler"].split(".")[-3]
            for _ in range(WORKERS.get(name, 1)):
                worker, _how = lambda_runtime.acquire_worker(
                    config["FunctionName"], config, function["code_zip"], qualifier=config.get("Version", "$LATEST")
                )
                started.append((name, worker, pool.submit(lambda_runtime.ensure_spawned, worker)))
    for name, worker, future in started:
        lambda_runtime.release_worker(worker)
        if problem := future.exception():
            raise RuntimeError(f"The Lambda {name} does not start: {problem}")


def run(options: Options) -> int:
    """Run until Ctrl-C or SIGTERM; answers the exit code."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    cloud = Cloud(options)
    started = time.monotonic()
    cloud.up()
    print(summary(cloud.outputs, time.monotonic() - started, options), flush=True)
    tail.begin()
    # Another thread may take the signal; whoever waits for ever is not woken by that.
    while not stop.wait(1):
        pass
    print("\n  Saving and stopping …", flush=True)
    cloud.down()
    return 0


def summary(outputs: Mapping[str, Any], seconds: float, options: Options) -> str:
    """What a person sees when the cloud is up."""
    lines = [
        "",
        f"Lambdesk is up after {seconds:.0f} s.",
        "",
        f"  Desk            {outputs['desk_url']}",
        f"  Outgoing mail   {outputs['mail_url']}",
        f"  Send mail to    {outputs['smtp']} (SMTP; {outputs['smtp_untrusted']} for mail that fails SPF, DKIM, DMARC)",
        f"  API             {outputs['api_url']}",
        f"  AWS endpoint    {outputs['aws_endpoint_url']}",
        "",
    ]
    for tenant in outputs["tenants"]:
        lines.append(f"  {tenant['name']} ({tenant['mailbox']}, form at {outputs['portal_url']}{tenant['slug']}/new)")
        lines += [f"    {user['role']:<8} {user['email']:<28} {user['password']}" for user in tenant["users"]]
    if outputs["tenants"]:
        lines += [
            "",
            "  Admins set up a second step when they first sign in: scan the picture with any authenticator app, or",
            "  take the secret below it: .venv/bin/python -m infra.local code <secret> shows the code of the moment.",
        ]
    place = options.outputs.relative_to(ROOT) if options.outputs.is_relative_to(ROOT) else options.outputs
    lines += ["", f"  All of this is in {place}. Ctrl-C stops; `make clean` starts anew.", ""]
    return "\n".join(lines)


def clean(options: Options) -> int:
    """Remove everything a cloud left behind."""
    import shutil

    with only_one(options.state):
        for path in options.state.iterdir():
            if path.name == "lock":
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return 0


def status(options: Options) -> int:
    """Print the outputs of the running cloud; 1 when none runs."""
    if not Path(options.outputs).is_file():
        print("No local cloud runs here.")
        return 1
    print(options.outputs.read_text(), end="")
    return 0
