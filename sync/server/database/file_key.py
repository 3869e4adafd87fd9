"""The key of a township's database file: 32 random bytes beside it, or wherever the person who runs the machine keeps
keys. It protects a copied file, a sold disk, a lost stick; not against who may read the data folder itself."""

import os
import re
import secrets
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from vclinic.domain.problem import WorldFault

FOLDER, FILE = "keys", "database.key"
VARIABLE = "VCLINIC_TOWNSHIP_KEY_FILE"
CREDENTIAL = "vclinic-township-key"  # its name for systemd's LoadCredential
BYTES = 32


def place(data: Path) -> Path:
    """Where the key of a data folder stands: as the environment says, a credential of systemd, or in the folder."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    credential = Path(os.environ.get("CREDENTIALS_DIRECTORY", "")) / CREDENTIAL
    return credential if "CREDENTIALS_DIRECTORY" in os.environ and credential.is_file() else data / FOLDER / FILE


@contextmanager
def standing_at(file: Path) -> Generator[None]:
    """Take the key from a file for the length of the block, here and in processes that are begun."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(file.absolute())
    try:
        yield
    finally:
        os.environ.pop(VARIABLE)
        if before is not None:
            os.environ[VARIABLE] = before


def read(data: Path) -> bytes:
    """The key.

    Raises:
        WorldFault: ``no_key``, ``bad_key``.
    """
    file = place(data)
    try:
        text = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as fault:
        sentence = f"读不到数据库的密钥文件 {file}，数据库打不开，没有改动。请放回密钥文件，或用备份恢复。"
        raise WorldFault("no_key", sentence) from fault
    if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * BYTES}}}", text):
        raise WorldFault(
            "bad_key", f"密钥文件 {file} 不对（应是 {2 * BYTES} 位十六进制），没有改动数据库。请放回原来的密钥文件。"
        )
    return bytes.fromhex(text)


def make(data: Path) -> bytes:
    """The key of a folder; drawn and kept on the disk when there is none yet.

    Raises:
        WorldFault: ``unwritable``, and as `read`.
    """
    file = place(data)
    if not file.exists():
        write(file, secrets.token_bytes(BYTES).hex().encode("ascii") + b"\n")
    return read(data)


def write(file: Path, content: bytes) -> None:
    """Keep a secret in a file for its owner only, whole or not at all, on the disk before this returns.

    Raises:
        WorldFault: ``unwritable``.
    """
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
        settle(file.parent)
    except OSError as fault:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise WorldFault("unwritable", f"密钥文件 {file} 写不进去，请检查目录权限和磁盘空间。") from fault


def settle(folder: Path) -> None:
    """Have the names in a folder on the disk itself, so that they are not lost with the power."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
