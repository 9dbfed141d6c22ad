"""`lambdesk`: what an operator does from a terminal.

Settings come from the environment, as in every Lambda, or from a file; without either, from the local cloud that runs
in this folder.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lambdesk.bootstrap.root import Lambdesk
from lambdesk.cli import identity, mail, sla
from lambdesk.kit.errors import LambdeskError
from lambdesk.kit.settings import MissingSetting, adopt, from_environment

LOCAL = Path(".local/settings.env")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, 2 for what could not be done at all."""
    parser = argparse.ArgumentParser(prog="lambdesk", description=__doc__)
    parser.add_argument("--settings", type=Path, metavar="FILE", help="read settings from NAME=value lines")
    commands = parser.add_subparsers(required=True, metavar="command")
    mail.register(commands)
    identity.register(commands)
    sla.register(commands)
    options = parser.parse_args(arguments)
    try:
        if options.settings:
            adopt(options.settings)
        elif not from_environment().values and LOCAL.is_file():
            adopt(LOCAL)
        code: int = options.run(Lambdesk(), options)
    except (LambdeskError, MissingSetting, OSError) as error:
        print(f"lambdesk: {error}", file=sys.stderr)
        return 2
    return code
