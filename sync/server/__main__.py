"""The township's command. Here, and only here, its clock is read."""

import sys
from datetime import datetime

from vclinic.domain.dates import BEIJING


def now() -> datetime:
    """Local time with its offset."""
    return datetime.now(BEIJING)


def main() -> None:
    """Entry point of ``vclinic-township``."""
    from sync.server import service_run

    arguments = sys.argv[1:]
    if service_run.asked(arguments):
        sys.exit(service_run.main(arguments, now))

    from sync.server.cli import main as run

    sys.exit(run(arguments, now))


if __name__ == "__main__":
    from sync.server.__main__ import main as importable  # several processes import the clock by its module's name

    importable()
