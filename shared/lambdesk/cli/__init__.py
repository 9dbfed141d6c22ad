"""`lambdesk`: what an operator does from a terminal. Settings come from the environment, as in every Lambda."""

import argparse
import sys
from collections.abc import Sequence

from lambdesk.bootstrap import Lambdesk
from lambdesk.cli import identity, mail
from lambdesk.kit.errors import LambdeskError
from lambdesk.kit.settings import MissingSetting


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, 2 for what could not be done at all."""
    parser = argparse.ArgumentParser(prog="lambdesk", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    mail.register(commands)
    identity.register(commands)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(Lambdesk(), options)
    except (LambdeskError, MissingSetting) as error:
        print(f"lambdesk: {error}", file=sys.stderr)
        return 2
    return code
