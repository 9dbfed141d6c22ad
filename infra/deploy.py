"""Deploy a stage to AWS or take it away: `python -m infra.deploy up small`.

Bundles, stacks through the CDK's command line, web clients, the active receipt rule set. Every step may run again: what
is up to date stays. AWS credentials and the region come from where the AWS tools look for them.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.config import STAGES, BadChoice, stack_name
from infra.publish import activate_rule_set, deactivate_rule_set, upload_clients

ROOT = Path(__file__).resolve().parent.parent
CDK = "aws-cdk@2.1148.1"
BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"

Runner = Callable[[Sequence[str], Mapping[str, str]], None]
Clients = Callable[[str], Any]


def run(command: Sequence[str], extra: Mapping[str, str]) -> None:
    """Run a command of ours in the project's folder, its output on the screen. Raises when it fails."""
    tools = str(Path(sys.executable).parent)
    path = os.pathsep.join([tools, os.environ.get("PATH", "")])
    subprocess.run(list(command), cwd=ROOT, env={**os.environ, "PATH": path, **extra}, check=True)


@dataclass(frozen=True, kw_only=True)
class Target:
    """A stage in an account and region, and how to act there."""

    stage: str
    account: str
    region: str
    clients: Clients
    run: Runner

    @property
    def assembly(self) -> Path:
        """Where the stacks of this stage are synthesised."""
        return ROOT / "build" / "cdk" / self.stage

    def cdk(self, *arguments: str) -> None:
        """Call the CDK's command line on the synthesised stacks."""
        npx = Path(sys.executable).parent / "npx"
        self.run([str(npx), "--yes", CDK, *arguments, "--app", str(self.assembly)], {"AWS_REGION": self.region})

    def synth(self, mail_domains: str) -> None:
        """Synthesise the stacks from bundles of the present sources."""
        context = {
            "stage": self.stage,
            "account": self.account,
            "region": self.region,
            "mail_domains": mail_domains,
            "require_bundles": "true",
        }
        extra = {"CDK_OUTDIR": str(self.assembly), "CDK_CONTEXT_JSON": json.dumps(context)}
        self.run([sys.executable, "-m", "infra.app"], extra)

    def stack(self, name: str) -> dict[str, Any] | None:
        """A deployed stack as CloudFormation describes it."""
        try:
            found = self.clients("cloudformation").describe_stacks(StackName=stack_name(self.stage, name))
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        stack: dict[str, Any] = found["Stacks"][0]
        return stack

    def outputs(self, name: str) -> dict[str, str]:
        """The outputs of a deployed stack; none when there is no such stack."""
        stack = self.stack(name) or {}
        return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}

    def bootstrapped(self) -> bool:
        """Whether the CDK has its bucket and roles in this account and region."""
        try:
            self.clients("ssm").get_parameter(Name=BOOTSTRAP)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ParameterNotFound":
                return False
            raise
        return True


def deploy(target: Target, *, mail_domains: str, dist: Path) -> dict[str, str]:
    """Bring the stage up to the present sources. Gives what to print: addresses and DNS records by name."""
    if not (dist / "index.html").is_file():
        raise BadChoice(
            f"The web clients are not built: {dist}/index.html is missing; run `make deploy`, which builds them."
        )
    target.run([sys.executable, "-m", "layers.build"], {})
    # Without the domains of the last time the stack that uses them would be left out, and Core could not change.
    domains = mail_domains or target.outputs("Inbound").get("MailDomains", "")
    target.synth(domains)
    if not target.bootstrapped():
        target.cdk("bootstrap", f"aws://{target.account}/{target.region}")
    target.cdk("deploy", "--all", "--require-approval", "never")
    tell_origins(target)
    core, edge = target.outputs("Core"), target.outputs("Edge")
    upload_clients(target.clients("s3"), core["WebBucketName"], dist)
    target.clients("cloudfront").create_invalidation(
        DistributionId=edge["WebDistributionId"],
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())},
    )
    origin = edge["Origin"]
    said = {"desk_url": f"{origin}/", "portal_url": f"{origin}/portal/", "api_url": f"{origin}/api"}
    said["content_url"] = edge["ContentUrl"]
    return said | start_receiving(target)


def start_receiving(target: Target) -> dict[str, str]:
    """Make the stage's receipt rules the active ones, where it has mail domains. Gives what to print about mail."""
    said: dict[str, str] = {}
    if inbound := target.outputs("Inbound"):
        said["mail"] = activate_rule_set(target.clients("ses"), inbound["RuleSetName"])
        records = {name: value for name, value in inbound.items() if name.endswith(("Mx", "Dkim1", "Dkim2", "Dkim3"))}
        said.update({f"dns {name}": value for name, value in sorted(records.items())})
    else:
        said["mail"] = "no domain yet: deploy again with MAIL_DOMAIN=help.example.com to receive mail"
    return said


def tell_origins(target: Target) -> None:
    """Tell Core the public addresses, which exist only once Edge does; CloudFormation remembers them from then on."""
    edge = target.outputs("Edge")
    wanted = {name: edge[name] for name in ("Origin", "ContentUrl", "WebSocketUrl")}
    parameters = (target.stack("Core") or {}).get("Parameters", [])
    if wanted.items() <= {each["ParameterKey"]: each["ParameterValue"] for each in parameters}.items():
        return
    core = stack_name(target.stage, "Core")
    told = [part for name, value in wanted.items() for part in ("--parameters", f"{core}:{name}={value}")]
    target.cdk("deploy", "Core", "--exclusively", "--require-approval", "never", *told)


def destroy(target: Target) -> dict[str, str]:
    """Remove the stacks, last made first. Gives what stays, by name: it holds what customers wrote."""
    core, inbound = target.outputs("Core"), target.outputs("Inbound")
    if inbound:
        deactivate_rule_set(target.clients("ses"), inbound["RuleSetName"])
    formation = target.clients("cloudformation")
    for name in ("Edge", "Inbound", "Core"):
        if target.stack(name):
            print(f"removing {stack_name(target.stage, name)}", flush=True)
            formation.delete_stack(StackName=stack_name(target.stage, name))
            formation.get_waiter("stack_delete_complete").wait(StackName=stack_name(target.stage, name))
    kept = ("TableName", "RawBucketName", "ContentBucketName", "WebBucketName", "UserPoolId", "SigningSecretArn")
    return {name: core[name] for name in kept if name in core}


def here(stage: str) -> Target:
    """The account and region that the person's AWS credentials name. Raises `BadChoice` when they name none."""
    session = boto3.Session()
    if session.region_name is None:
        raise BadChoice("No AWS region is set; set AWS_REGION, for example to us-east-1.")
    try:
        account = session.client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as problem:
        raise BadChoice(f"AWS does not know who is asking: {problem}") from problem
    # The stubs type `client` per service; here it is asked for by name.
    clients: Any = session.client
    return Target(stage=stage, account=account, region=session.region_name, clients=clients, run=run)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 2 and one sentence for a wrong choice, 1 when a step failed."""
    parser = argparse.ArgumentParser(description="Deploy Lambdesk to AWS or take it away.")
    parser.add_argument("action", choices=("up", "down"))
    parser.add_argument("stage", choices=[name for name in STAGES if name != "local"])
    parser.add_argument("--mail-domains", default="", help="domains to receive mail for, comma-separated")
    parser.add_argument("--yes", action="store_true", help="take a stage away without asking")
    chosen = parser.parse_args(arguments)
    try:
        target = here(chosen.stage)
        if chosen.action == "up":
            said = deploy(target, mail_domains=chosen.mail_domains, dist=ROOT / "web" / "dist")
        elif chosen.yes or input(f"Type the stage's name to remove {chosen.stage!r}: ") == chosen.stage:
            said = destroy(target)
            print("Kept, because they hold what people wrote; delete them by hand when that may go:")
        else:
            raise BadChoice("Nothing was removed.")
    except BadChoice as problem:
        print(problem, file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as problem:
        print(f"Stopped: this step failed: {' '.join(map(str, problem.cmd))}", file=sys.stderr)
        return 1
    for name, value in said.items():
        print(f"{name:>20}  {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
