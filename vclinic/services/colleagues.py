"""A colleague who has left loses the way in, one who forgot the password gets a new one: by whoever works here and says
the own password once more. What the colleague has written stays, under the colleague's name."""

from vclinic.domain.problem import Refused
from vclinic.files.keyring import Cost
from vclinic.services.clinic_setup import check_doctor
from vclinic.services.tries import change_keyring
from vclinic.services.unlock import logins, unlock
from vclinic.services.workstation import Workstation


def colleagues(station: Workstation) -> list[tuple[str, str]]:
    """(login, name) of everybody else who may log in."""
    return [(login, name) for login, name in logins(station.store.data_dir) if login != station.doctor.login]


def disable(station: Workstation, own_password: str, login: str) -> None:
    """Take the way in from a colleague; `clinic_setup.add_doctor` with the same login gives it back.

    A backup made before still opens with the colleague's password, and the recovery code opens for whoever has it.

    Raises:
        Refused: ``unknown_login``, ``wait``, ``wrong_password``.
        WorldFault: the key file cannot be read or written.
    """
    _named(station, login)
    unlock(station.store.data_dir, station.doctor.login, own_password, station.clock)
    change_keyring(station.store.data_dir, lambda keyring: keyring.without_user(login))


def reset_password(station: Workstation, own_password: str, login: str, new_password: str) -> None:
    """Give a colleague a new password; the old one stops working.

    Raises:
        Refused: ``unknown_login``, ``wait``, ``wrong_password``, or a password too weak.
        WorldFault: the key file cannot be read or written.
    """
    name = _named(station, login)
    problems = check_doctor(name, login, new_password)
    if problems:
        raise Refused(problems[0].code, problems[0].text)
    key = unlock(station.store.data_dir, station.doctor.login, own_password, station.clock)
    change_keyring(station.store.data_dir, lambda keyring: keyring.with_user(key, login, name, new_password, Cost()))


def _named(station: Workstation, login: str) -> str:
    """The colleague's name; nobody takes the way in from oneself, so somebody can always log in."""
    name = dict(colleagues(station)).get(login)
    if name is None:
        raise Refused("unknown_login", "请从名单里选一位别的医生；自己的密码在“修改密码”里改。")
    return name
