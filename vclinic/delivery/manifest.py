"""What is on offer as a newer program, believed only when one of the pinned keys signed it: whoever carries or serves the
files holds no key and cannot forge them.

A manifest is canonical JSON (sorted keys, no spaces, UTF-8) of the fields of `Manifest`, beside it the base64 of its
Ed25519 signature. No clock is asked: a clinic may be months offline and its clock wrong, so what is newer is told by
``sequence`` alone.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vclinic.domain.problem import Refused

APP = "vclinic"
CHANNEL = "stable"  # what clinics and townships take
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LONGEST = 65_536  # bytes of a manifest; its notes are a few lines
MOST_KEYS = 2  # the one in use and its spare
_VERSION = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LARGEST = 2**31
_FORGED = "更新包的签名不对，没有采用。它可能在路上被改过或拷坏了，请重新拷一份；还不行请联系技术支持。"
_STRANGE = "更新包的说明看不懂，没有采用。请联系技术支持。"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One released program.

    Attributes:
        channel: who it is meant for; clinics take `CHANNEL` alone.
        version: one to four numbers.
        sequence: grows with each release, whatever its version is called.
        min_from_version: the oldest program it can be put over.
        schema_version: of the database it works with.
        setup: the name of its setup file, that of its version: under another's it would lie in the place of the way back.
        size, sha256: of that file, in bytes and hexadecimal.
        released: the day, for people; nothing is reckoned with it.
        notes_zh: what is new, in a few Chinese lines.
    """

    app: str
    channel: str
    version: str
    sequence: int
    min_from_version: str
    schema_version: int
    setup: str
    size: int
    sha256: str
    released: str
    notes_zh: str


def setup_name(version: str) -> str:
    """What the setup file of a version is called, wherever it lies."""
    return f"vclinic-setup-{version}.exe"


def spelled(manifest: Manifest) -> bytes:
    """The bytes that are signed."""
    return json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def keys_of(text: str) -> tuple[Ed25519PublicKey, ...]:
    """The pinned keys out of ``keys.json``; a file that is not ours is our own bug and raises `ValueError`."""
    keys = [Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) for key in json.loads(text)["keys"]]
    if len(keys) > MOST_KEYS:
        raise ValueError("more keys than the one in use and its spare")
    return tuple(keys)


def read(content: bytes, signature: bytes, keys: Sequence[Ed25519PublicKey]) -> Manifest:
    """The manifest, its signature verified before anything of it is looked at.

    Raises:
        Refused: ``no_keys``, this program pins none; ``forged``, none of them signed these bytes; ``strange_manifest``,
            signed, but not as `spelled` writes it, or with a value that cannot be; ``other_channel``, for a trial.
    """
    if not keys:
        raise Refused("no_keys", "这个程序里没有发布方的公钥，核对不了更新包，没有采用。请联系技术支持。")
    if len(content) > LONGEST or not _signed(content, signature, keys):
        raise Refused("forged", _FORGED)
    try:
        parsed: object = json.loads(content)
        if not isinstance(parsed, dict):
            raise ValueError(type(parsed))
        values = cast("dict[str, Any]", parsed)
        if values.keys() != {field.name for field in fields(Manifest)}:
            raise ValueError(sorted(values))
        manifest = Manifest(**values)
        if not _is_sound(manifest) or spelled(manifest) != content:
            raise ValueError(manifest)
    except (ValueError, RecursionError) as fault:
        raise Refused("strange_manifest", _STRANGE) from fault
    if manifest.channel != CHANNEL:
        raise Refused("other_channel", f"更新包 {manifest.version} 不是给各村用的，没有采用。请找正式的更新包。")
    return manifest


def accept(manifest: Manifest, *, installed: str, schema: int, seen: int) -> None:
    """Refuse what must not be put over this program.

    Args:
        installed: the version that runs here. schema: of its database.
        seen: the highest sequence ever accepted here; 0 for none.

    Raises:
        Refused: ``already_installed``, ``older_offer``, ``too_far`` or ``older_schema``.
    """
    if same_version(manifest.version, installed):
        raise Refused("already_installed", f"现在用的就是 {installed}，不用更新。")
    if manifest.sequence < seen or _numbers(manifest.version) < _numbers(installed):
        raise Refused("older_offer", f"更新包是 {manifest.version}，比这里用过或见过的旧，没有采用。")
    if _numbers(installed) < _numbers(manifest.min_from_version):
        raise Refused(
            "too_far",
            f"现在用的是 {installed}，要先更新到 {manifest.min_from_version} 或更新的，才能装 {manifest.version}。",
        )
    if manifest.schema_version < schema:
        raise Refused("older_schema", f"更新包 {manifest.version} 打不开现在的数据库，没有采用。请联系技术支持。")


def same_version(one: str, other: str) -> bool:
    """Whether two programs call themselves the same: 1.2 is 1.2.0.0."""
    return _numbers(one) == _numbers(other)


def _signed(content: bytes, signature: bytes, keys: Sequence[Ed25519PublicKey]) -> bool:
    try:
        raw = base64.b64decode(signature.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    for key in keys:
        try:
            key.verify(raw, content)
        except InvalidSignature:
            continue
        return True
    return False


def _is_sound(manifest: Manifest) -> bool:
    numbers: tuple[object, ...] = (manifest.sequence, manifest.schema_version, manifest.size)
    if not all(type(number) is int and 0 < number <= _LARGEST for number in numbers):
        return False
    texts: list[object] = [value for value in asdict(manifest).values() if type(value) is not int]
    if len(texts) != len(fields(Manifest)) - len(numbers) or not all(isinstance(text, str) for text in texts):
        return False
    date.fromisoformat(manifest.released)
    named = manifest.app == APP and manifest.setup == setup_name(manifest.version)
    return named and all(
        pattern.fullmatch(text)
        for pattern, text in (
            (_VERSION, manifest.version),
            (_VERSION, manifest.min_from_version),
            (_SHA256, manifest.sha256),
        )
    )


def _numbers(version: str) -> tuple[int, ...]:
    parts = [int(part) for part in version.split(".")]
    return tuple([*parts, 0, 0, 0][:4])
