"""Entry of `vclinic` and `python -m vclinic`: with no words the program opens, and shows its window before it imports."""

import sys


def main() -> int:
    """Dispatch; returns the exit code."""
    words = sys.argv[1:]
    if words == ["--selfcheck"]:
        from vclinic.selfcheck import main as selfcheck

        return selfcheck()
    if not words:
        from vclinic.main import open_program

        return open_program(None)
    from vclinic.cli import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
