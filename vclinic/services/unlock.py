"""What the log-in card asks while the libraries of the store are still being loaded: is there a clinic, who may log in,
and the key that a password gives. Nothing here may import the database."""

from collections.abc import Iterable
from pathlib import Path

from vclinic.domain.problem import WorldFault
from vclinic.domain.typed import line
from vclinic.files.keyring import read_keyring
from vclinic.services import tries
from vclinic.services.tries import Steady, key_by
from vclinic.storage import swap
from vclinic.storage.file_names import DATABASE, KEYRING
from vclinic.storage.work_folder import sweep


def is_set_up(data_dir: Path) -> bool:
    """Whether a clinic lives in this folder already; a set-up or a restore that was cut off is brought to its end first.

    Raises:
        WorldFault: we may not look into it; what cannot be seen must not pass for a new clinic.
    """
    try:
        known = bool(swap.present(data_dir, KEYRING, DATABASE))
    except OSError as fault:
        raise WorldFault("unreadable_folder", f"读不到数据文件夹 {data_dir}，请检查它的权限。") from fault
    try:
        swap.finish(data_dir)
        sweep(data_dir)
    except OSError:
        return True  # so that nobody sets up a new clinic over it; `logins` says what is wrong
    return known or bool(swap.present(data_dir, KEYRING, DATABASE))


def logins(data_dir: Path) -> list[tuple[str, str]]:
    """(login, doctor's name) of everybody who may log in.

    Raises:
        WorldFault: the key file cannot be read, or a restore that was cut off cannot be finished now.
    """
    try:
        swap.finish(data_dir)
    except OSError as fault:
        sentence = "上次恢复资料没有做完，这次也没有做成。资料没有丢，请关掉占用数据文件夹的程序后再打开。"
        raise WorldFault("swap_unfinished", sentence) from fault
    return read_keyring(data_dir / KEYRING).logins()


def matching(typed: str, known: Iterable[str]) -> str:
    """The login somebody means: as it stands, else the one that reads alike; empty when there is none."""
    logins_known = list(known)
    if typed in logins_known:
        return typed
    return next((login for login in logins_known if line(login) == line(typed)), "")


def wait_seconds(data_dir: Path, clock: Steady) -> int:
    """Seconds left before the next try after wrong passwords."""
    return tries.wait_seconds(data_dir, clock)


def unlock(data_dir: Path, login: str, password: str, clock: Steady) -> bytes:
    """The database key by a password; takes its time on purpose, and other threads go on meanwhile.

    Raises:
        Refused: ``wait``, ``wrong_password``.
        WorldFault: the key file cannot be read or written.
    """
    return key_by(data_dir, clock, lambda keyring: keyring.unwrap(login, password))


def verify_password(data_dir: Path, login: str, password: str, clock: Steady) -> None:
    """Unlock a station locked on idle; raises as `unlock`."""
    unlock(data_dir, login, password, clock)
