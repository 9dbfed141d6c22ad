"""Synthesise the stacks: `python -m infra.app`, into `CDK_OUTDIR` or `cdk.out`, without CLI and without AWS.

The context comes from `cdk.json` and, over it, from the CLI or the variable the CLI uses (`CDK_CONTEXT_JSON`).
"""

import json
import sys
from pathlib import Path

from aws_cdk import App

from infra.config import BadChoice, Deployment, read
from infra.findings import accepted, check
from infra.stacks.core import Core
from infra.stacks.edge import Edge
from infra.stacks.inbound import Inbound

ROOT = Path(__file__).resolve().parent.parent


def file_context() -> dict[str, object]:
    """The context of `cdk.json`, which only the CLI reads by itself."""
    context: dict[str, object] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context


def build(app: App) -> Deployment:
    """Add the stacks to `app` for the deployment its context describes."""
    deployment = read(app.node.try_get_context)
    core = Core(app, "Core", deployment=deployment)
    if deployment.mail_domains:
        Inbound(app, "Inbound", deployment=deployment, core=core)
    Edge(app, "Edge", deployment=deployment, core=core)
    return deployment


def main() -> int:
    """Synthesise; one sentence and exit code 2 when the context asks for something that does not exist."""
    app = App(context=file_context(), analytics_reporting=False, tree_metadata=False)
    try:
        check(app, accepted(build(app)))
    except BadChoice as problem:
        print(problem, file=sys.stderr)
        return 2
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
