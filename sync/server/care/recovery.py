"""The key of a township's backups, and the one printed code that opens them on any machine.

The key lies beside the database, so that the nightly backup needs nobody. Every backup carries the key wrapped by the
recovery code of its time; a new code therefore opens the backups made after it was drawn.
"""

import secrets
from pathlib import Path

from sync.server.database import file_key
from vclinic.domain.problem import Refused
from vclinic.files.keyring import Cost, Keyring, new_recovery_code, read_keyring, write_keyring

KEY, RING = "backup.key", "recovery.json"


def draw(data: Path, cost: Cost | None = None) -> str:
    """A new recovery code, for printing; it is kept nowhere. The backups' key is made with the first.

    Raises:
        WorldFault: the folder does not let us.
    """
    folder = data / file_key.FOLDER
    if not (folder / KEY).exists():
        file_key.write(folder / KEY, secrets.token_bytes(file_key.BYTES).hex().encode("ascii") + b"\n")
    ring = read_keyring(folder / RING) if (folder / RING).exists() else Keyring(secrets.token_hex(8))
    code = new_recovery_code()
    write_keyring(folder / RING, ring.with_recovery(key(data), code, cost or Cost()))
    (folder / RING).chmod(0o600)
    return code


def is_drawn(data: Path) -> bool:
    """Whether a code was printed, so that backups can be made."""
    return all((data / file_key.FOLDER / name).exists() for name in (KEY, RING))


def key(data: Path) -> bytes:
    """The backups' key of this machine.

    Raises:
        Refused: ``no_recovery_code``; a backup that nobody can open elsewhere is none.
    """
    try:
        return bytes.fromhex((data / file_key.FOLDER / KEY).read_text("ascii"))
    except (OSError, ValueError) as fault:
        raise Refused(
            "no_recovery_code",
            "还没有备份用的恢复码，没有备份。请先运行 vclinic-township recovery-code，把恢复码打印出来保管好。",
        ) from fault


def ring(data: Path) -> Keyring:
    """The wrapped key, as a backup carries it along; raises as `key`."""
    if not is_drawn(data):
        key(data / "nowhere")
    return read_keyring(data / file_key.FOLDER / RING)
