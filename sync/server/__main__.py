"""The township's command. Here, and only here, its clock is read."""

import sys
from datetime import datetime

from sync.server.cli import main as run


def now() -> datetime:
    """Local time with its offset."""
    return datetime.now().astimezone()


def main() -> None:
    """Entry point of ``vclinic-township``."""
    sys.exit(run(sys.argv[1:], now))


if __name__ == "__main__":
    main()
