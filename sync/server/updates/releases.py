"""Releases in the township's folder: each as a stick brings it, in a folder by its sequence. They are believed by the same
pinned keys as in a clinic, when they are added and each time they are looked at; this township holds no key and could not
make one. No clinic relies on that: each checks for itself."""

import hashlib
import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vclinic.delivery.fetching import HALF, Folder, Source, fetch
from vclinic.delivery.manifest import MANIFEST, SIGNATURE, Manifest, accept, keys_of, read, same_version
from vclinic.domain.problem import Refused, WorldFault
from vclinic.files.exclusive import held
from vclinic.resources import resource

FOLDER = "updates"
KEYS = resource("delivery", "keys.json")


@dataclass(frozen=True, slots=True)
class Release:
    """One that is on offer.

    Attributes:
        content, signature: the manifest as it came. setup: the file.
    """

    manifest: Manifest
    content: bytes
    signature: bytes
    setup: Path


def pinned() -> tuple[Ed25519PublicKey, ...]:
    """The keys this program believes."""
    return keys_of(KEYS.read_text("utf-8"))


def folder_in(data: Path) -> Path | None:
    """The folder of all releases, made where it is not yet; None where it cannot be: adding will say so."""
    with suppress(OSError):
        (data / FOLDER).mkdir(parents=True, exist_ok=True)
        return data / FOLDER
    return None


def add(data: Path, folder: Path) -> Manifest:
    """Take over the release in a folder; what a cut left is gone on from. As `take`."""
    return take(data, Folder(folder))


def take(data: Path, source: Source, *, resumable: bool = True) -> Manifest:
    """Take over a release; the same one may come again.

    Args:
        resumable: what came of a setup file stays when the rest does not come.

    Raises:
        Refused: as `manifest.read` and `fetching.fetch`; ``other_release``, this sequence is another release's here.
        WorldFault: the source or the disk; ``busy``, another one is being added. Nothing new is on offer then.
    """
    content, signature = source.manifest()
    manifest = read(content, signature, pinned())
    place = data / FOLDER / str(manifest.sequence)
    with _alone(data):
        if (place / MANIFEST).exists() and (place / MANIFEST).read_bytes() != content:
            raise Refused(
                "other_release", f"序号 {manifest.sequence} 已经是另一个更新包的，没有放上。发布方的序号不能重用。"
            )
        try:
            fetch(source, manifest, place)
            _put_on_offer(place, content, signature)
        except BaseException:
            if not resumable:
                _sweep(place)
            raise
    return manifest


def remove(data: Path, version: str) -> list[Manifest]:
    """Take a version from offer; clinics that have it keep it.

    Raises:
        Refused: ``missing``. WorldFault: ``unwritable``, it is still on offer; ``in_use``, a file could not be removed, it
            is no more on offer; ``busy``.
    """
    with _alone(data):
        gone = [release for release in everything(data) if release.manifest.version == version]
        if not gone:
            raise Refused("missing", f"没有放着 {version}，什么都没有改。请看看现在放着哪些版本。")
        try:
            for release in gone:
                (release.setup.parent / MANIFEST).unlink()
        except OSError as fault:
            sentence = f"{version} 没有撤下来，还在给村里。请技术员检查服务器上 {FOLDER} 文件夹的权限。"
            raise WorldFault("unwritable", sentence) from fault
        try:
            for release in gone:
                shutil.rmtree(release.setup.parent)
        except OSError as fault:
            sentence = f"{version} 不再给村里，但文件没有删干净，可能正在被下载。请稍后再试。"
            raise WorldFault("in_use", sentence) from fault
    return [release.manifest for release in gone]


def everything(data: Path) -> list[Release]:
    """What is on offer, the newest first; what is not whole, or not signed as it should be, is not."""
    keys = pinned()
    if not keys:
        return []
    releases = [release for place in (data / FOLDER).glob("*") if (release := _release(place, keys)) is not None]
    return sorted(releases, key=lambda release: -release.manifest.sequence)


def for_program(releases: Sequence[Release], version: str) -> Release | None:
    """The newest that can be put over a program, or else the newest: it says for itself what is in its way."""
    for release in releases:
        with suppress(Refused, ValueError):  # no version of ours
            accept(release.manifest, installed=version, schema=0, seen=0)
            return release
    return next(iter(releases), None)


def is_run(manifest: Manifest, version: str) -> bool:
    """Whether a program that calls itself ``version`` is this release."""
    with suppress(ValueError):  # no version of ours
        return same_version(manifest.version, version)
    return False


def advice(releases: Sequence[Release], version: str) -> str:
    """What a program of this version could be updated to, in words for people; "" where there is nothing to say."""
    release = for_program(releases, version)
    if release is None or not version:
        return ""
    try:
        accept(release.manifest, installed=version, schema=0, seen=0)
    except Refused as fault:
        return f"要先更新到 {release.manifest.min_from_version}" if fault.code == "too_far" else "最新"
    except ValueError:  # no version of ours
        return ""
    return f"可以更新到 {release.manifest.version}"


def _release(place: Path, keys: Sequence[Ed25519PublicKey]) -> Release | None:
    if not (place / MANIFEST).is_file():
        return None
    with suppress(Refused, WorldFault, OSError):
        content, signature = Folder(place).manifest()
        manifest = read(content, signature, keys)
        setup = place / manifest.setup
        if _digest(setup, setup.stat().st_size, setup.stat().st_mtime_ns) == manifest.sha256:
            return Release(manifest, content, signature, setup)
    return None


@contextmanager
def _alone(data: Path) -> Generator[None]:
    """One at a time, from whichever program: two that bring the same file would write into each other's half."""
    try:
        (data / FOLDER).mkdir(parents=True, exist_ok=True)
        with held(data / FOLDER):
            yield
    except OSError as fault:
        sentence = f"服务器上的 {FOLDER} 文件夹写不进去，没有改动。请技术员检查磁盘和它的权限。"
        raise WorldFault("unwritable", sentence) from fault


def _put_on_offer(place: Path, content: bytes, signature: bytes) -> None:
    try:
        (place / SIGNATURE).write_bytes(signature)
        fresh = place / f"{MANIFEST}.new"
        fresh.write_bytes(content)
        fresh.replace(place / MANIFEST)  # the last: from now on it is on offer
    except OSError as fault:
        raise WorldFault("no_room", "更新包存不下来，没有放上。请检查磁盘空间再试。") from fault


def _sweep(place: Path) -> None:
    """Leave nothing of a release that did not come whole; one that was on offer before stays."""
    if not (place / MANIFEST).exists():
        shutil.rmtree(place, ignore_errors=True)
        return
    for half in place.glob(f"*{HALF}"):
        with suppress(OSError):
            half.unlink()


@lru_cache(maxsize=64)
def _digest(setup: Path, _size: int, _changed: int) -> str:
    """Read once for as long as nobody touches the file: clinics would fetch a spoiled one over a slow line again and again."""
    with setup.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
