"""First start, login and the ways back in: a random key for the store, wrapped for each doctor and for a recovery code."""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from vclinic.diseases import rule_book
from vclinic.domain.problem import Problem, Refused, WorldFault
from vclinic.domain.typed import cleaned, line, plain
from vclinic.files import keyring as keys
from vclinic.files.keyring import KEY_BYTES, Cost, Keyring, read_keyring, write_keyring
from vclinic.files.machine import machine
from vclinic.rules.catalog import load_catalog
from vclinic.services import clock_trust
from vclinic.services.clock_trust import TrustedClock
from vclinic.services.tries import change_keyring, key_by
from vclinic.services.unlock import is_set_up, logins, unlock
from vclinic.services.workstation import Clinic, Clock, Doctor, Workstation
from vclinic.storage import doctors, notices, put_back, search_keys, swap
from vclinic.storage.file_names import KEYRING
from vclinic.storage.store import Store
from vclinic.storage.work_folder import work_folder

MIN_PASSWORD = 8
_VILLAGE = re.compile(r"\d{12}")


@dataclass(frozen=True, slots=True)
class ClinicSetup:
    """What the wizard asks for."""

    clinic_name: str
    village_code: str
    doctor_name: str
    login: str
    password: str


def _even(setup: ClinicSetup) -> ClinicSetup:
    """What was typed, made even where it comes in."""
    return ClinicSetup(
        clinic_name=cleaned(setup.clinic_name).strip(),
        village_code=line(setup.village_code),
        doctor_name=line(setup.doctor_name),
        login=line(setup.login),
        password=plain(setup.password),
    )


@dataclass(frozen=True, slots=True)
class NewClinic:
    """A clinic just made, and the recovery code that is shown once."""

    station: Workstation
    recovery_code: str


def check_setup(setup: ClinicSetup) -> list[Problem]:
    """What is wrong with the wizard's answers."""
    setup = _even(setup)
    problems: list[Problem] = []
    if not setup.clinic_name:
        problems.append(Problem("clinic_name", "required", "请填写卫生室名称。"))
    if _VILLAGE.fullmatch(setup.village_code) is None:
        problems.append(Problem("village_code", "length", "村代码是 12 位数字的区划代码，例如 340123101205。"))
    return problems + check_doctor(setup.doctor_name, setup.login, setup.password)


def check_doctor(name: str, login: str, password: str) -> list[Problem]:
    """What is wrong with a doctor's account."""
    name, login, password = line(name), line(login), plain(password)
    problems: list[Problem] = []
    if not name:
        problems.append(Problem("doctor_name", "required", "请填写医生姓名。"))
    if not login or any(character.isspace() for character in login) or len(login) > 30:
        problems.append(Problem("login", "required", "登录名不能为空、不能有空格，最多 30 个字。"))
    if len(password) < MIN_PASSWORD:
        problems.append(Problem("password", "too_short", f"密码至少 {MIN_PASSWORD} 位。"))
    elif password == login or len(set(password)) < 3:
        problems.append(Problem("password", "too_simple", "这个密码太容易猜到，请换一个。"))
    return problems


def create_clinic(data_dir: Path, setup: ClinicSetup, clock: Clock, cost: Cost | None = None) -> NewClinic:
    """Make the encrypted store, the clinic and the first doctor.

    Raises:
        Refused: a clinic is there already, or the answers are wrong (the first problem's sentence).
        WorldFault: the disk does not let us; nothing is left behind.
    """
    if is_set_up(data_dir):
        raise Refused("already_set_up", "这个文件夹里已经有卫生室的数据，不能再新建。请登录，或换一个文件夹。")
    problems = check_setup(setup)
    if problems:
        raise Refused(problems[0].code, problems[0].text)
    setup, cost = _even(setup), cost or Cost()
    key, store_id, code = secrets.token_bytes(KEY_BYTES), secrets.token_hex(8), keys.new_recovery_code()
    keyring = Keyring(store_id).with_user(key, setup.login, setup.doctor_name, setup.password, cost)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with work_folder(data_dir, "setup") as place:
            store = Store.create(place, key, store_id)
            try:
                store.set_meta({"clinic_name": setup.clinic_name, "village_code": setup.village_code})
                with store.act(setup.login, clock.now()) as work:
                    doctors.save(work, setup.doctor_name, setup.login)
            finally:
                store.close()
            write_keyring(place / KEYRING, keyring.with_recovery(key, code, cost))
            swap.put_in_place(data_dir, place, clock.now())
    except OSError as fault:
        raise WorldFault("folder_unwritable", "数据文件夹建不起来，请检查磁盘空间和权限，或换一个文件夹。") from fault
    store = Store.open(data_dir, key, clock.now())
    return NewClinic(_station(store, setup.login, clock), code)


def open_clinic(data_dir: Path, login: str, password: str, clock: Clock) -> Workstation:
    """Log in.

    Raises:
        Refused: ``wait``, ``wrong_password``, ``newer_database``.
        WorldFault: damaged or foreign files.
    """
    return open_with_key(data_dir, unlock(data_dir, login, password, clock), login, clock)


def open_with_key(data_dir: Path, key: bytes, login: str, clock: Clock) -> Workstation:
    """The station of ``login``, whose password gave the key.

    Raises:
        Refused: ``newer_database``.
        WorldFault: damaged or foreign files.
    """
    return _station(Store.open(data_dir, key, clock.now()), login, clock)


def recover(data_dir: Path, recovery_code: str, login: str, new_password: str, clock: Clock) -> Workstation:
    """Set a new password for ``login`` with the recovery code, and log in; raises as `reset_password` and `open_with_key`."""
    key = reset_password(data_dir, recovery_code, login, new_password, clock)
    return open_with_key(data_dir, key, login, clock)


def reset_password(data_dir: Path, recovery_code: str, login: str, new_password: str, clock: Clock) -> bytes:
    """Set a new password for ``login`` with the recovery code; returns the database key.

    Raises:
        Refused: ``wrong_code``, ``wait``, or a password too weak.
    """
    name = dict(read_keyring(data_dir / KEYRING).logins()).get(login)
    if name is None:
        raise Refused("unknown_login", "没有这个登录名，请从列表里选。")
    problems = check_doctor(name, login, new_password)
    if problems:
        raise Refused(problems[0].code, problems[0].text)
    key = key_by(data_dir, clock, lambda keyring: keyring.recover(recovery_code))
    change_keyring(data_dir, lambda keyring: keyring.with_user(key, login, name, new_password, Cost()))
    return key


def change_password(station: Workstation, old: str, new: str) -> None:
    """Change the doctor's own password.

    Raises:
        Refused: the old one is wrong, the new one too weak.
    """
    doctor, data_dir = station.doctor, station.store.data_dir
    key = unlock(data_dir, doctor.login, old, station.clock)
    problems = check_doctor(doctor.name, doctor.login, new)
    if problems:
        raise Refused(problems[0].code, problems[0].text)
    change_keyring(data_dir, lambda keyring: keyring.with_user(key, doctor.login, doctor.name, new, Cost()))


def add_doctor(station: Workstation, name: str, login: str, password: str) -> Doctor | list[Problem]:
    """A further account on this store."""
    data_dir, key = station.store.data_dir, station.store.key
    problems = check_doctor(name, login, password)
    name, login = line(name), line(login)
    if any(login == line(known) for known, _ in logins(data_dir)):
        problems.append(Problem("login", "taken", "这个登录名已经有人用了。"))
    if problems:
        return problems
    # the row first: a login without its doctor could neither be used nor made again
    with station.store.act(station.doctor.id, station.clock.now()) as work:
        known = doctors.by_login(work.session, login)
        made = known[0] if known else doctors.save(work, name, login)
    change_keyring(data_dir, lambda keyring: keyring.with_user(key, login, name, password, Cost()))
    return Doctor(made, name, login)


def new_recovery_code(station: Workstation, password: str) -> str:
    """A fresh recovery code; the old one stops working.

    Raises:
        Refused: the password is wrong.
    """
    key = unlock(station.store.data_dir, station.doctor.login, password, station.clock)
    code = keys.new_recovery_code()
    change_keyring(station.store.data_dir, lambda keyring: keyring.with_recovery(key, code, Cost()))
    return code


def replace_recovery_code(station: Workstation, code: str) -> None:
    """Put a code that is on paper by now (`keys.new_recovery_code`) in the place of the one before."""
    change_keyring(station.store.data_dir, lambda keyring: keyring.with_recovery(station.store.key, code, Cost()))


def _station(store: Store, login: str, clock: Clock) -> Workstation:
    facts = store.meta("clinic_name", "village_code", "township_name", "clinic_phone", search_keys.KIND)
    with store.read() as session:
        doctor = doctors.by_login(session, login)
        left = notices.any_left(session)
    if doctor is None:
        store.close()
        raise WorldFault("doctor_missing", "密钥文件和数据库不是一套，请用同一份备份恢复。资料没有改动。")
    store.put_back = put_back.settle(store, machine())
    if left:  # an older program may have been here, or an older backup
        with store.local() as session:
            notices.refile(session)
    if facts.get(search_keys.KIND) != search_keys.PRESENT:
        search_keys.bring_up(store)
    clinic = Clinic(
        facts.get("clinic_name", ""),
        facts.get("village_code", ""),
        facts.get("township_name", ""),
        facts.get("clinic_phone", ""),
    )
    station = Workstation(
        store, Doctor(*doctor), clinic=clinic, clock=TrustedClock(clock), rules=rule_book(), catalog=load_catalog()
    )
    clock_trust.look(station)
    return station
