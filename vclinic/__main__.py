"""Entry of `vclinic` and `python -m vclinic`: with no words the program opens, and shows its window before it imports."""

import os
import sys
from pathlib import Path


def main() -> int:
    """Dispatch; returns the exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--selfcheck"]:
        from vclinic.selfcheck import main as selfcheck
        from vclinic.usage import speak_utf8

        speak_utf8()
        return selfcheck()
    if not arguments:
        return _open()
    from vclinic.cli.main import run

    return run()


def _open() -> int:
    from vclinic.domain.problem import Expected
    from vclinic.start import open_program

    named = os.environ.get("VCLINIC_DATA")
    try:
        return open_program(Path(named) if named else None)
    except Expected as fault:
        if sys.stderr is not None:  # pyright: ignore[reportUnnecessaryComparison]  a windowed program has none
            sys.stderr.write(f"{fault.sentence}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
