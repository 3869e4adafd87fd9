"""What a browser may send as a release: taken by what is in it, whatever it is called; of what is refused nothing stays."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from sync.server.updates import handed, releases as kept
from tests.delivery import releases
from vclinic.delivery.fetching import HALF
from vclinic.delivery.manifest import MANIFEST, SIGNATURE
from vclinic.domain.problem import Expected

SETUP = "vclinic-setup-9.1.0.exe"
Files = list[tuple[str, BinaryIO]]


def changed(content: bytes) -> bytes:
    return content[:20] + bytes([content[20] ^ 1]) + content[21:]


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    out, keys = releases.whole(tmp_path)
    monkeypatch.setattr(kept, "KEYS", keys)
    return out


def files_of(stick: Path, folder: str = "", **instead: bytes | None) -> Files:
    """The three files; by ``manifest``, ``signature``, ``setup`` another content, or none."""
    names = {"manifest": MANIFEST, "signature": SIGNATURE, "setup": SETUP}
    contents = {names[key]: instead.get(key, (stick / names[key]).read_bytes()) for key in names}
    return [(folder + name, io.BytesIO(content)) for name, content in contents.items() if content is not None]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as packed:
        for name, file in files:
            packed.writestr(name, file.read())
    return made


def refused(data: Path, files: Files) -> str:
    with pytest.raises(Expected) as told:
        handed.add(data, files)
    assert "没有" in told.value.sentence
    return told.value.code


def left(data: Path) -> list[str]:
    return sorted(str(path.relative_to(data)) for path in (data / kept.FOLDER).rglob("*"))


@pytest.mark.parametrize(
    "way",
    [
        files_of,
        lambda stick: list(reversed(files_of(stick))),
        lambda stick: files_of(stick, "C:\\更新\\"),
        lambda stick: files_of(stick, "../../etc/"),
        lambda stick: [*files_of(stick), ("说明.txt", io.BytesIO(b"x"))],
        lambda stick: [("9.1.0.ZIP", zipped(files_of(stick)))],
        lambda stick: [("a.zip", zipped(files_of(stick, "../../../更新包/"), zipfile.ZIP_STORED))],
        lambda stick: [("a.zip", zipped(files_of(stick, setup=None))), *files_of(stick)[2:]],
    ],
    ids=["files", "another order", "a path", "a path out", "one more", "zip", "paths out of a zip", "zip and a file"],
)
def test_it_is_on_offer_byte_for_byte_and_no_name_leads_anywhere(
    data: Path, stick: Path, way: Callable[[Path], Files]
) -> None:
    handed.add(data, way(stick))
    (release,) = kept.everything(data)
    assert release.setup.read_bytes() == (stick / SETUP).read_bytes()
    assert left(data) == ["updates/5", *(f"updates/5/{name}" for name in (MANIFEST, SIGNATURE, "seen.json", SETUP))]
    assert {path.name for path in data.parent.iterdir()} >= {"township"}
    assert not (data.parent / "etc").exists()


@pytest.mark.parametrize("as_zip", [False, True], ids=["files", "zip"])
@pytest.mark.parametrize(
    ("instead", "code"),
    [
        ({"manifest": changed}, "forged"),
        ({"signature": changed}, "forged"),
        ({"manifest": lambda content: content * 1000}, "forged"),
        ({"setup": changed}, "wrong_file"),
        ({"setup": lambda content: content + b"x"}, "wrong_file"),
        ({"setup": lambda content: content[:-1]}, "wrong_file"),
        ({"setup": lambda content: b""}, "wrong_file"),
        ({"setup": lambda content: None}, "incomplete"),
        ({"manifest": lambda content: None}, "incomplete"),
        ({"signature": lambda content: None}, "incomplete"),
    ],
)  # fmt: skip
def test_what_is_not_as_it_was_signed_is_refused_and_nothing_of_it_stays(
    data: Path, stick: Path, instead: dict[str, Callable[[bytes], bytes | None]], code: str, as_zip: bool
) -> None:
    names = {"manifest": MANIFEST, "signature": SIGNATURE, "setup": SETUP}
    files = files_of(stick, **{key: change((stick / names[key]).read_bytes()) for key, change in instead.items()})
    assert refused(data, [("a.zip", zipped(files))] if as_zip else files) == code
    assert left(data) == []


def test_another_release_of_the_same_sequence_is_refused_and_the_first_stays(
    data: Path, stick: Path, tmp_path: Path
) -> None:
    handed.add(data, files_of(stick))
    before = left(data)
    other, _ = releases.whole(tmp_path, version="9.2.0")
    assert refused(data, [(path.name, io.BytesIO(path.read_bytes())) for path in other.iterdir()]) == "other_release"
    assert [release.manifest.version for release in kept.everything(data)] == ["9.1.0"]
    assert left(data) == before


def test_a_broken_one_that_is_on_offer_already_leaves_what_is_there(data: Path, stick: Path) -> None:
    handed.add(data, files_of(stick))
    (data / kept.FOLDER / "5" / SETUP).write_bytes(b"touched")
    assert refused(data, files_of(stick, setup=b"MZ" + bytes(70_000 - 1) + b"x")) == "wrong_file"
    assert [name for name in left(data) if name.endswith(HALF)] == []
    handed.add(data, files_of(stick))
    assert kept.everything(data)[0].setup.read_bytes() == (stick / SETUP).read_bytes()


def test_two_of_a_name_are_not_guessed_between(data: Path, stick: Path) -> None:
    assert refused(data, [*files_of(stick), *files_of(stick, "旧/")]) == "twice"


def test_what_stands_in_the_way_on_the_disk_is_a_sentence(data: Path, stick: Path) -> None:
    (data / kept.FOLDER).mkdir(parents=True)
    (data / kept.FOLDER / "5").write_text("in the way")
    assert refused(data, files_of(stick)) == "no_room"
    (data / kept.FOLDER / "5").unlink()
    (data / kept.FOLDER).rmdir()
    (data / kept.FOLDER).write_text("in the way")
    assert refused(data, files_of(stick)) == "unwritable"


def test_a_zip_that_wants_memory_gets_none(data: Path, stick: Path) -> None:
    bomb = zipped([(MANIFEST, io.BytesIO(bytes(50_000_000))), (SIGNATURE, io.BytesIO(b"x"))])
    squeezed = zipped(files_of(stick, setup=bytes(30_000_000)), zipfile.ZIP_BZIP2)
    many = zipped([(f"{number:05}{'x' * 200}", io.BytesIO()) for number in range(6_000)], zipfile.ZIP_STORED)
    tracemalloc.start()
    try:
        codes = [refused(data, [("a.zip", made)]) for made in (bomb, squeezed, many)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert codes == ["forged", "bad_zip", "bad_zip"]
    assert peak < 8_000_000


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_zip_with_any_bytes_changed_is_taken_whole_or_refused(data: Path, stick: Path, draw: st.DataObject) -> None:
    content = bytearray(zipped(files_of(stick)).getvalue())
    for _ in range(draw.draw(st.integers(1, 8))):
        content[draw.draw(st.integers(0, len(content) - 1))] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, 40))
    try:
        handed.add(data, [("a.zip", io.BytesIO(bytes(content[: len(content) - cut])))])
    except Expected:
        return
    (release,) = kept.everything(data)
    assert release.setup.read_bytes() == (stick / SETUP).read_bytes()
