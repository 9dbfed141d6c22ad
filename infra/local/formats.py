"""Whether what an earlier start left behind can be gone on with.

The forms in which the product keeps things change while it is made; on AWS each such change brings its own migration,
here whoever runs it starts anew. `FORMAT` goes up with every form that what is kept does not have.
"""

from pathlib import Path

FORMAT = 3


class OldState(RuntimeError):
    """What is kept was written in another form; the message says what to do."""


def check_format(state: Path) -> None:
    """Raises OldState when this directory keeps a cloud of another form; a new one is marked with ours."""
    mark, kept = state / "format", state / "state"
    found = mark.read_text().strip() if mark.is_file() else ""
    if found != str(FORMAT) and kept.is_dir() and any(kept.iterdir()):
        raise OldState(
            f"What {state} keeps was written by an older or newer Lambdesk (format {found or 1}, wanted {FORMAT}) and "
            "cannot be read.\nStart anew, without what is kept there: make clean, then make run."
        )
    mark.write_text(f"{FORMAT}\n")
