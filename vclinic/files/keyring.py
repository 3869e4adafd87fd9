"""Who may open the store: one random database key, wrapped for each user by argon2id(password) and for the recovery code.

The file beside the database holds no secret in plain text: `{"format", "store_id", "failures", "entries": [...]}`.
Wrong passwords in a row are counted in the same file, so that deleting the count deletes the way in.
"""

import json
import math
import os
import secrets
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from vclinic.domain.problem import Refused, WorldFault
from vclinic.domain.typed import plain, plain_code, spellings

FORMAT = 1
KEY_BYTES = 32
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: read aloud over a telephone
_CODE_LENGTH = 24
_FREE_TRIES = 3
_LONGEST_WAIT = 300
_TAG_BYTES = 16
_MOST = (64, 1_048_576, 16)  # passes, KiB, lanes: what a changed file may make this machine do


@dataclass(frozen=True, slots=True)
class Cost:
    """argon2id's cost: passes, memory in KiB, lanes. The default takes about 0.2 s on a cheap PC."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One wrapped copy of the key. ``kind`` is user or recovery; binary values are base64."""

    kind: str
    login: str
    name: str
    salt: str
    nonce: str
    wrapped: str
    passes: int
    memory_kib: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key file's content, and how it is read, opened and written.

    Attributes:
        failed_at: seconds on the machine's monotonic clock at the last wrong password.
    """

    store_id: str
    entries: tuple[Entry, ...] = ()
    failures: int = 0
    failed_at: float = 0.0

    def logins(self) -> list[tuple[str, str]]:
        """(login, doctor's name) of every user, in the order they were added."""
        return [(entry.login, entry.name) for entry in self.entries if entry.kind == "user"]

    def with_user(self, key: bytes, login: str, name: str, password: str, cost: Cost) -> "Keyring":
        """The same key wrapped for ``login`` too; an earlier entry of that login is replaced."""
        return self._with(key, "user", login, name=name, secret=plain(password), cost=cost)

    def without_user(self, login: str) -> "Keyring":
        """Without the key wrapped for ``login``; the others and the recovery code stay."""
        kept = tuple(entry for entry in self.entries if (entry.kind, entry.login) != ("user", login))
        return replace(self, entries=kept)

    def with_recovery(self, key: bytes, code: str, cost: Cost) -> "Keyring":
        """The key wrapped by a recovery code; the earlier code stops working."""
        return self._with(key, "recovery", "", name="", secret=normal_code(code), cost=cost)

    def _with(self, key: bytes, kind: str, login: str, name: str, secret: str, cost: Cost) -> "Keyring":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        wrapping = _stretch(secret, salt, cost)
        wrapped = AESGCM(wrapping).encrypt(nonce, key, self._bound_to(kind, login))
        entry = Entry(
            kind, login, name=name, salt=_text(salt), nonce=_text(nonce), wrapped=_text(wrapped), **asdict(cost)
        )
        others = tuple(entry for entry in self.entries if (entry.kind, entry.login) != (kind, login))
        return replace(self, entries=(*others, entry))

    def unwrap(self, login: str, password: str) -> bytes:
        """The database key, by the password as typed or made even.

        Raises:
            Refused: ``wrong_password`` for an unknown login or a wrong password alike.
        """
        wrong = Refused("wrong_password", "密码不对，请再试一次。")
        return self._unwrap("user", login, spellings(password), wrong)

    def recover(self, code: str) -> bytes:
        """The database key from the recovery code.

        Raises:
            Refused: ``wrong_code``.
        """
        wrong = Refused("wrong_code", "恢复码不对。请照打印的恢复码逐组核对，字母不分大小写。")
        return self._unwrap("recovery", "", (normal_code(code),), wrong)

    def _unwrap(self, kind: str, login: str, secrets_tried: tuple[str, ...], wrong: Refused) -> bytes:
        entry = next((entry for entry in self.entries if (entry.kind, entry.login) == (kind, login)), None)
        if entry is None:
            raise wrong
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        for secret in secrets_tried:
            wrapping = _stretch(secret, b64decode(entry.salt), Cost(entry.passes, entry.memory_kib, entry.lanes))
            with suppress(InvalidTag):
                return AESGCM(wrapping).decrypt(
                    b64decode(entry.nonce), b64decode(entry.wrapped), self._bound_to(kind, login)
                )
        raise wrong

    def _bound_to(self, kind: str, login: str) -> bytes:
        return f"vclinic/{FORMAT}/{self.store_id}/{kind}/{login}".encode()

    def wait_after_failures(self) -> int:
        """Seconds that must pass, by a clock nobody can set, before the next try."""
        beyond = self.failures - _FREE_TRIES
        return 0 if beyond < 0 else min(_LONGEST_WAIT, 5 * 2**beyond)


def new_recovery_code() -> str:
    """A fresh recovery code of six groups of four (about 117 bits), e.g. ``7KQ3-…``."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, _CODE_LENGTH, 4))


def normal_code(code: str) -> str:
    """A recovery code as typed: case, spaces, hyphens and the letters it never uses made even."""
    return plain_code(code).translate(str.maketrans("OIL", "011"))


def read_keyring(path: Path) -> Keyring:
    """The key file at ``path``.

    Raises:
        WorldFault: missing, unreadable or not ours.
    """
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise WorldFault("keyring_unreadable", "读不到密钥文件，资料没有改动。请检查磁盘，或用备份恢复。") from fault
    return parse_keyring(content)


def parse_keyring(content: bytes) -> Keyring:
    """A key file by its content.

    Raises:
        Refused: ``newer_keyring``.
        WorldFault: ``keyring_damaged``.
    """
    try:
        raw: dict[str, Any] = json.loads(content.decode("utf-8"))
        if raw["format"] > FORMAT:
            raise Refused("newer_keyring", "这个数据是更新版本的程序建立的，请先升级本程序。数据没有改动。")
        entries = tuple(_entry(entry) for entry in raw["entries"])
        failures, failed_at = int(raw["failures"]), float(raw.get("failed_at", 0))
        if failures < 0 or not math.isfinite(failed_at):
            raise ValueError(failures, failed_at)
        return Keyring(str(raw["store_id"]), entries, failures, failed_at)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as fault:
        raise WorldFault("keyring_damaged", "密钥文件已损坏，资料没有改动。请用最近的备份恢复。") from fault


def _entry(raw: dict[str, Any]) -> Entry:
    """One entry as read; ValueError or TypeError when argon2id or AES could not work with it."""
    entry = Entry(**raw)
    parts: list[Any] = [entry.kind, entry.login, entry.name, entry.salt, entry.nonce, entry.wrapped]
    cost: list[Any] = [entry.passes, entry.memory_kib, entry.lanes]
    if not all(isinstance(word, str) for word in parts) or not all(type(number) is int for number in cost):
        raise TypeError(cost)
    sizes = [len(b64decode(text, validate=True)) for text in (entry.salt, entry.nonce, entry.wrapped)]
    fits = all(1 <= number <= most for number, most in zip(cost, _MOST, strict=True))
    if sizes != [16, 12, KEY_BYTES + _TAG_BYTES] or not fits or entry.memory_kib < 8 * entry.lanes:
        raise ValueError(sizes, cost)
    return entry


def write_keyring(path: Path, keyring: Keyring) -> None:
    """Replace the key file in one step, so that a power cut leaves the old or the new one, never half."""
    document = {
        "format": FORMAT,
        "store_id": keyring.store_id,
        "failures": keyring.failures,
        "failed_at": keyring.failed_at,
        "entries": [asdict(entry) for entry in keyring.entries],
    }
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        if os.name == "posix":  # the new name must not be lost with the power either
            folder = os.open(path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
    except OSError as fault:
        raise WorldFault("keyring_unwritable", "密钥文件写不进去，请检查磁盘空间和权限。原来的密钥没有变。") from fault


def _stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        secret.encode("utf-8", "surrogatepass"),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _text(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")
