"""Wrong passwords in a row make a wait. Each try is counted on the disk before it is made and taken back when it was
right, so that neither pulling the plug nor trying in many processes at once gives a try for nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from vclinic.domain.problem import Refused, WorldFault
from vclinic.files.exclusive import held
from vclinic.files.keyring import Keyring, read_keyring, write_keyring
from vclinic.storage.file_names import KEYRING


class Steady(Protocol):
    """A clock nobody can set."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        ...


def change_keyring(data_dir: Path, change: Callable[[Keyring], Keyring]) -> Keyring:
    """Write what ``change`` makes of the key file as it is now; nobody else writes it meanwhile.

    Raises:
        WorldFault: the file cannot be read or written, or another program does not let go of it.
    """
    path = data_dir / KEYRING
    if not path.is_file():
        read_keyring(path)  # says what is wrong
    try:
        with held(data_dir):
            changed = change(read_keyring(path))
            write_keyring(path, changed)
    except OSError as fault:
        sentence = "密钥文件写不进去，请检查磁盘空间和权限。原来的密钥没有变。"
        raise WorldFault("keyring_unwritable", sentence) from fault
    return changed


def wait_seconds(data_dir: Path, clock: Steady) -> int:
    """Seconds left before the next try after wrong passwords, by the monotonic clock: neither setting the wall clock
    nor starting the program again shortens it. After a restart of the machine it begins anew."""
    keyring, now = read_keyring(data_dir / KEYRING), clock.monotonic()
    if keyring.wait_after_failures() and keyring.failed_at > now:
        keyring = change_keyring(data_dir, lambda current: _begun_anew(current, now))
    return _left(keyring, now)


def key_by(data_dir: Path, clock: Steady, attempt: Callable[[Keyring], bytes]) -> bytes:
    """The database key by one try.

    Args:
        attempt: the try itself, slow; raises `Refused` when it is wrong.

    Raises:
        Refused: ``wait``, or what ``attempt`` raises.
        WorldFault: the try could not be counted, so it was not made.
    """

    def counted(current: Keyring) -> Keyring:
        now = clock.monotonic()
        left = _left(_begun_anew(current, now), now)
        if left:
            raise Refused("wait", f"密码错了多次，请等 {left} 秒再试。忘了密码可以用恢复码。")
        return replace(current, failures=current.failures + 1, failed_at=now)

    wait_seconds(data_dir, clock)  # a wait that begins anew is noted before anything else
    key = attempt(change_keyring(data_dir, counted))
    change_keyring(data_dir, lambda current: replace(current, failures=0))
    return key


def _begun_anew(keyring: Keyring, now: float) -> Keyring:
    """Whether the machine was started since the failure: the clock begins at zero with the machine, so a failure
    later than now is of an earlier start."""
    return replace(keyring, failed_at=min(keyring.failed_at, now))


def _left(keyring: Keyring, now: float) -> int:
    wait = keyring.wait_after_failures()
    return max(0, int(keyring.failed_at + wait - now + 0.999)) if wait else 0
