"""`python -m infra.local`: run, clean, status; and code, which shows what an authenticator would."""

import argparse
import sys
from pathlib import Path

from infra.local.cloud import clean, run, status
from infra.local.codes import code_of
from infra.local.deploy import DeployError
from infra.local.lock import AlreadyRunning
from infra.local.mends import MendError
from infra.local.options import Options


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description="The local cloud.")
    parser.add_argument("command", choices=["run", "clean", "status", "code"])
    parser.add_argument("secret", nargs="?", default="", help="of a second step, for `code`")
    parser.add_argument("--state-dir", type=Path, help="where it keeps everything (default: .local)")
    parser.add_argument("--no-seed", action="store_true", help="no demo tenants")
    parser.add_argument("--no-persist", action="store_true", help="keep state in memory only")
    parser.add_argument("--no-deploy", action="store_true", help="the bare local AWS, nothing deployed")
    parser.add_argument("--as-shipped", action="store_true", help="without our mends, to see which are still needed")
    parser.add_argument("--check-roles", action="store_true", help="refuse what a Lambda's role does not allow")
    parser.add_argument(
        "--sign-up", default="", metavar="DOMAIN", help="let people make workspaces below this mail domain"
    )
    return parser.parse_args(arguments)


def show_code(secret: str) -> int:
    """Print the code that belongs to a secret now; 1 for what is none."""
    try:
        print(code_of(secret))
    except ValueError:
        print("That is no secret of a second step: it is letters and the digits 2 to 7.", file=sys.stderr)
        return 1
    return 0


def main(arguments: list[str]) -> int:
    """Answers the exit code; what went wrong is said in words."""
    chosen = parsed(arguments)
    if chosen.command == "code":
        return show_code(chosen.secret)
    options = Options(
        state=chosen.state_dir.resolve() if chosen.state_dir else Options().state,
        seed=not chosen.no_seed,
        persist=not chosen.no_persist,
        deploy=not chosen.no_deploy,
        mended=not chosen.as_shipped,
        roles=chosen.check_roles,
        sign_up=chosen.sign_up,
    )
    try:
        return {"run": run, "clean": clean, "status": status}[chosen.command](options)
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        print(f"\nThe local cloud could not go on: {problem.strerror or problem}{where}.", file=sys.stderr)
        return 1
    except (AlreadyRunning, DeployError, MendError, RuntimeError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
