"""Synthesises the stacks when sources changed and deploys `Core` with boto3, as the CDK's own tool would."""

import fcntl
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

from infra.local.launcher import endpoint
from infra.local.options import REGION, ROOT, Ports

ARTIFACT = "Core"
STAGE = "local"
BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"
BOOTSTRAP_VERSION = "30"

SOURCES = ("infra", "functions", "layers", "shared")
FILES = ("cdk.json", "pyproject.toml", "requirements.lock")


NOT_DEPLOYED = "The stack could not be deployed; `make clean` starts anew if this state is from another version."


class DeployError(RuntimeError):
    """The stack could not be synthesised or deployed; the message says which resource and why."""


def client(ports: Ports, service: str) -> Any:
    """A boto3 client of the local cloud."""
    session: Any = boto3.session.Session(
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106
    )
    by_path = Config(signature_version="s3v4", s3={"addressing_style": "path"}) if service == "s3" else None
    return session.client(service, endpoint_url=endpoint(ports), config=by_path)


def sources() -> Iterable[Path]:
    """The files a synthesised template and its assets are made of."""
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*"):
            parts = path.relative_to(ROOT).parts
            ours = parts[:2] != ("infra", "local") and "__pycache__" not in parts
            if ours and path.is_file() and path.suffix != ".pyc":
                yield path
    yield from (ROOT / name for name in FILES if (ROOT / name).is_file())


def fingerprint(*, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@dataclass(frozen=True)
class Synthesised:
    """The directory of the synthesised stacks. `fresh` says that they were made now, because sources changed."""

    directory: Path
    fresh: bool

    @property
    def template(self) -> Path:
        return self.directory / f"{ARTIFACT}.template.json"

    @property
    def stack(self) -> str:
        manifest = json.loads((self.directory / "manifest.json").read_text())
        return str(manifest["artifacts"][ARTIFACT]["properties"]["stackName"])

    @property
    def parameters(self) -> frozenset[str]:
        return frozenset(json.loads(self.template.read_text()).get("Parameters", {}))


def synth() -> Synthesised:
    """Synthesise unless nothing changed. All clouds of this checkout share the result; one makes it, others wait."""
    folder = ROOT / ".local"
    folder.mkdir(exist_ok=True)
    with (folder / "cdk.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made, stamp = Synthesised(folder / "cdk.out", fresh=True), folder / "cdk.stamp"
        now = fingerprint(paths=sources())
        if stamp.is_file() and stamp.read_text() == now and made.template.is_file():
            return replace(made, fresh=False)
        run_app(made.directory)
        stamp.write_text(now)
        return made


def run_app(out: Path) -> None:
    """`python -m infra.app` for the stage of the local cloud, with Node from the same virtual environment."""
    tools = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "CDK_OUTDIR": str(out),
        "CDK_CONTEXT_JSON": json.dumps({"stage": STAGE}),
        "PATH": os.pathsep.join([tools, os.environ.get("PATH", "")]),
    }
    command = [sys.executable, "-m", "infra.app"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DeployError(f"`python -m infra.app` failed:\n{(done.stdout + done.stderr)[-3000:]}")


def zipped(directory: Path) -> bytes:
    """A zip of the directory that is the same for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(directory.rglob("*")):
            if path.is_file():
                archive.writestr(zipfile.ZipInfo(str(path.relative_to(directory))), path.read_bytes())
    return buffer.getvalue()


def upload_assets(ports: Ports, made: Synthesised) -> str:
    """Put each asset of the stack where its template expects it; answers the template's URL."""
    s3 = client(ports, "s3")
    template = ""
    for asset in json.loads((made.directory / f"{ARTIFACT}.assets.json").read_text())["files"].values():
        source = made.directory / asset["source"]["path"]
        for destination in asset["destinations"].values():
            bucket, key = destination["bucketName"], destination["objectKey"]
            if source == made.template:
                template = f"{endpoint(ports)}/{bucket}/{key}"
            if not stored(s3, bucket, key):
                s3.put_object(Bucket=bucket, Key=key, Body=zipped(source) if source.is_dir() else source.read_bytes())
    return template


def stored(s3: Any, bucket: str, key: str) -> bool:
    """Whether the object is there already; makes the bucket when that is missing."""
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"404", "NoSuchKey", "NoSuchBucket"}:
            raise
        s3.create_bucket(Bucket=bucket)
        return False
    return True


class Stack:
    """The stack as CloudFormation of the local cloud has it."""

    def __init__(self, ports: Ports, made: Synthesised) -> None:
        self._ports, self._made = ports, made
        self._formation = client(ports, "cloudformation")

    def deploy(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """Create or update; answers the outputs. Of `parameters` those count that the template knows."""
        client(self._ports, "ssm").put_parameter(
            Name=BOOTSTRAP_PARAMETER, Value=BOOTSTRAP_VERSION, Type="String", Overwrite=True
        )
        known = {name: value for name, value in parameters.items() if name in self._made.parameters}
        request = {
            "StackName": self._made.stack,
            "TemplateURL": upload_assets(self._ports, self._made),
            "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
            "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in known.items()],
        }
        if self.status in {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"}:
            self._formation.delete_stack(StackName=self._made.stack)
            self._wait("stack_delete_complete")
        if self.status in {None, "DELETE_COMPLETE"}:
            self._formation.create_stack(**request)
            self._wait("stack_create_complete")
        else:
            self._update(request)
        return self.outputs

    def _update(self, request: dict[str, Any]) -> None:
        try:
            self._formation.update_stack(**request)
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise DeployError(f"the stack was refused: {error}") from error
        else:
            self._wait("stack_update_complete")

    @property
    def status(self) -> str | None:
        try:
            stacks = self._formation.describe_stacks(StackName=self._made.stack)["Stacks"]
        except ClientError:
            return None
        return str(stacks[0]["StackStatus"])

    @property
    def outputs(self) -> dict[str, str]:
        """Name → value; empty when the stack does not exist."""
        if self.status is None:
            return {}
        stack = self._formation.describe_stacks(StackName=self._made.stack)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def _wait(self, waiter: str) -> None:
        timing = {"Delay": 0.25, "MaxAttempts": 480}
        try:
            self._formation.get_waiter(waiter).wait(StackName=self._made.stack, WaiterConfig=timing)
        except WaiterError as error:
            events = self._formation.describe_stack_events(StackName=self._made.stack)["StackEvents"]
            reasons = [
                f"{event['LogicalResourceId']} ({event['ResourceType']}): {event.get('ResourceStatusReason', '')}"
                for event in events
                if event["ResourceStatus"].endswith("FAILED")
            ]
            raise DeployError(f"{NOT_DEPLOYED}\n" + "\n".join(reasons or [str(error)])) from error


def api_endpoint(ports: Ports, outputs: Mapping[str, str]) -> str:
    """Where the HTTP API answers: by path, for `<id>.execute-api.localhost` does not resolve everywhere."""
    api_id = outputs["ApiUrl"].split("//", 1)[1].split(".", 1)[0]
    return f"{endpoint(ports)}/_aws/execute-api/{api_id}/$default"


def socket_path(outputs: Mapping[str, str]) -> str:
    """Where the WebSocket API answers below the gateway, for sockets and for posts to them."""
    host, _, stage = outputs["SocketUrl"].split("//", 1)[1].partition("/")
    return f"/_aws/execute-api/{host.split('.', 1)[0]}/{stage}"


def environment(ports: Ports, stack: str) -> dict[str, str]:
    """The settings of all Lambdas of the stack together, for programs that run the product's code beside them."""
    found: dict[str, str] = {
        "AWS_ENDPOINT_URL": endpoint(ports),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
    }
    for page in client(ports, "lambda").get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            if function["FunctionName"].startswith(stack):
                found.update(function.get("Environment", {}).get("Variables", {}))
    return found
