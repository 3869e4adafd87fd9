"""Which program this is and what it stands on: the first thing asked when one computer behaves unlike another."""

import platform
import ssl
import sys

from PySide6.QtCore import qVersion
from sqlcipher3 import dbapi2 as sqlcipher

from vclinic import __version__
from vclinic.storage.steps import KNOWN


def versions() -> dict[str, str]:
    """Name → version; nothing of the machine's owner."""
    connection = sqlcipher.connect(":memory:")
    try:
        (cipher,) = connection.execute("PRAGMA cipher_version").fetchone()
    finally:
        connection.close()
    return {
        "program": __version__,
        "schema": str(len(KNOWN)),
        "packed": "yes" if getattr(sys, "frozen", False) else "no",
        "python": platform.python_version(),
        "qt": qVersion(),
        "sqlite": sqlcipher.sqlite_version,
        "sqlcipher": str(cipher),
        "openssl": ssl.OPENSSL_VERSION,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
