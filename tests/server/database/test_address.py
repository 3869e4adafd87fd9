"""Where a township's database is: the line in the data folder, the option of `init`, and no password where others see it."""

import stat
from pathlib import Path

import pytest

from sync.server.database import address
from vclinic.domain.problem import Refused, WorldFault

PLAIN = "postgresql://vclinic@db.example/township"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "postgres://vclinic@db.example/township",
        "postgresql+psycopg://vclinic@db.example/township",
        f"  {PLAIN}\n",
    ],
)
def test_an_address_is_understood_however_it_is_spelled(tmp_path: Path, text: str) -> None:
    url = address.given(text)
    assert (url.host, url.username, url.database) == ("db.example", "vclinic", "township")
    address.keep(tmp_path, url)
    assert (tmp_path / address.FILE).read_text("utf-8") == f"{PLAIN}\n"
    assert address.read(tmp_path) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "township",
        "mysql://a@b/c",
        "sqlite:///township.sqlite3",
        "postgresql://vclinic@db.example",
        "postgresql://h:port/x",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused) as refused:
        address.given(text)
    assert refused.value.code == "address"
    assert "postgresql://用户@主机/数据库名" in refused.value.sentence


@pytest.mark.parametrize(
    "text", ["postgresql://a:s3cret@b/c", "postgresql://a@b/c?password=s3cret", "postgresql://a:@b/c"]
)
def test_a_password_on_the_command_line_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(Refused) as refused:
        address.given(text)
    assert refused.value.code == "password"
    assert "s3cret" not in refused.value.sentence


def test_a_password_in_the_folder_is_used_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / address.FILE).write_text("postgresql://a:s3cret@b/c", "utf-8")
    url = address.read(tmp_path)
    assert url is not None
    assert url.password == "s3cret"
    assert "s3cret" not in f"{url} {url!r}"


def test_a_wrong_line_in_the_folder_is_refused_and_not_repeated(tmp_path: Path) -> None:
    for content in (b"", "密码 s3cret".encode(), b"\xff\xfe\x00s3cret"):
        (tmp_path / address.FILE).write_bytes(content)
        with pytest.raises(Refused) as refused:
            address.read(tmp_path)
        assert refused.value.code == "address"
        assert "s3cret" not in refused.value.sentence


def test_the_line_is_for_its_owner_only(tmp_path: Path) -> None:
    address.keep(tmp_path, address.given(PLAIN))
    assert stat.S_IMODE((tmp_path / address.FILE).stat().st_mode) == 0o600


def test_a_folder_without_the_line_names_nothing(tmp_path: Path) -> None:
    assert address.read(tmp_path) is None
    assert address.read(tmp_path / "nowhere") is None
    (tmp_path / "file").write_text("x")
    assert address.read(tmp_path / "file") is None


def test_a_line_that_cannot_be_read_or_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / address.FILE).mkdir()
    with pytest.raises(WorldFault) as unread:
        address.read(tmp_path)
    assert unread.value.code == "unreadable_folder"
    with pytest.raises(WorldFault) as unwritten:
        address.keep(tmp_path, address.given(PLAIN))
    assert unwritten.value.code == "unwritable"


@pytest.mark.parametrize(
    "asked",
    [
        PLAIN,
        "postgresql://vclinic@db.example:5432/township",
        "postgresql://db.example/township",
        "postgresql://vclinic@/township?host=db.example",
    ],
)
def test_the_database_that_the_folder_names_is_the_right_one_however_it_is_spelled(tmp_path: Path, asked: str) -> None:
    (tmp_path / address.FILE).write_text("postgresql://vclinic:s3cret@db.example/township", "utf-8")
    address.require(tmp_path, asked)


@pytest.mark.parametrize(
    "asked",
    [
        "postgresql://vclinic@db.example/other",
        "postgresql://vclinic@db2.example/township",
        "postgresql://vclinic@db.example:5433/township",
        "postgresql://other@db.example/township",
    ],
)
def test_another_database_than_the_folder_names_is_told_without_a_password(tmp_path: Path, asked: str) -> None:
    (tmp_path / address.FILE).write_text("postgresql://vclinic:s3cret@db.example/township", "utf-8")
    with pytest.raises(Refused) as refused:
        address.require(tmp_path, asked)
    assert refused.value.code == "other_database"
    assert f"这个数据目录用的是 {PLAIN}，不是 {asked}。" in refused.value.sentence
    assert "s3cret" not in refused.value.sentence


def test_a_folder_that_names_no_database_says_how_to_get_to_one(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        address.require(tmp_path, PLAIN)
    assert refused.value.code == "other_database"
    assert "init --database-url" in refused.value.sentence
    assert "restore --database" in refused.value.sentence
