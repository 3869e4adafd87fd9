"""The five answers: what is taken, and the sentence for what is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from sync.server.setup import answers
from sync.server.setup.answers import Administrator, Answers
from sync.server.setup.settings import Settings
from vclinic.domain.problem import Problem, Refused, WorldFault


@pytest.mark.parametrize("text", ["", "  ", "data", "./data", "/srv/../etc", "/"])
def test_a_data_place_is_written_whole(text: str) -> None:
    answer = answers.data_place(text)
    assert isinstance(answer, Problem)
    assert (answer.field, answer.code) == ("data", "not_whole")


def test_a_data_place_may_have_blanks_inside_and_loses_those_around() -> None:
    assert answers.data_place(" /srv/村 医 ") == Path("/srv/村 医")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("192.168.1.8", ("192.168.1.8", None)),
        ("192.168.1.8:8660", ("192.168.1.8", 8660)),
        ("１９２．１６８．１．８：８６６０", ("192.168.1.8", 8660)),  # typed with a Chinese keyboard
        (" town.example.org ", ("town.example.org", None)),
        ("town:1", ("town", 1)),
        ("town:65535", ("town", 65535)),
        ("localhosting.cn", ("localhosting.cn", None)),
    ],
)
def test_an_address_that_clinics_can_be_given(text: str, taken: tuple[str, int | None]) -> None:
    assert answers.address(text) == taken


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_an_address"), ("https://town.example.org", "not_an_address"), ("192.168.1", "not_an_address"),
        ("192.168.1.256", "not_an_address"), ("192.168.1.8.9", "not_an_address"), ("卫生院", "not_an_address"),
        ("a b", "not_an_address"), ("-a.cn", "not_an_address"), ("a" * 254, "not_an_address"),
        ("town:", "not_a_port"), ("town:0", "not_a_port"), ("town:65536", "not_a_port"), ("town:８a", "not_a_port"),
        ("town:-1", "not_a_port"), ("127.0.0.1", "here_only"), ("127.1.2.3", "here_only"), ("localhost", "here_only"),
        ("0.0.0.0", "here_only"),  # noqa: S104  refused
    ],
)  # fmt: skip
def test_an_address_that_no_clinic_could_use(text: str, code: str) -> None:
    answer = answers.address(text)
    assert isinstance(answer, Problem)
    assert answer.code == code


def test_a_given_certificate_is_there_and_written_whole(tmp_path: Path) -> None:
    for name in ("a.pem", "b.pem"):
        (tmp_path / name).touch()
    a, b = (tmp_path / name for name in ("a.pem", "b.pem"))
    assert answers.certificate("files", f" {a} ", str(b)) == ("files", a, b)
    assert answers.certificate("own", "ignored") == ("own", None, None)
    for wrong in ((str(a), ""), ("a.pem", str(b)), (str(a), str(tmp_path))):
        answer = answers.certificate("files", *wrong)
        assert isinstance(answer, Problem)
        assert answer.code == "no_file"
    assert isinstance(answers.certificate("bought"), Problem)


def written(folder: Path, document: Any) -> Path:
    file = folder / "answers.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return file


def test_a_file_with_all_answers(tmp_path: Path) -> None:
    document = {
        "data": "/srv/v", "address": "town.example.org", "certificate": {"kind": "proxy"},
        "administrator": {"township": "清溪镇卫生院", "login": "admin", "password": "secret"},
        "backup": {"at": "04:00", "second": "/mnt"},
    }  # fmt: skip
    assert answers.from_file(written(tmp_path, document)) == Answers(
        Settings(Path("/srv/v"), "town.example.org", 8650, "proxy"),
        Administrator("清溪镇卫生院", "admin", "secret"),
        "04:00",
        "/mnt",
    )


def test_what_a_file_leaves_out_is_the_usual(tmp_path: Path) -> None:
    given = answers.from_file(written(tmp_path, {"data": "/srv/v", "address": "10.0.0.1"}))
    assert given == Answers(Settings(Path("/srv/v"), "10.0.0.1", 8650, "own"), None, "02:30", "")


def test_a_public_certificate_is_served_on_the_webs_own_port(tmp_path: Path) -> None:
    proof = {"kind": "files", "cert": str(written(tmp_path, "")), "key": str(written(tmp_path, ""))}
    base = {"data": "/srv/v", "certificate": proof}
    assert [
        answers.from_file(written(tmp_path, base | {"address": address})).settings.port
        for address in ("a.b", "a.b:8443")
    ] == [443, 8443]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("{", "不是 JSON"),
        ("[]", "answers 应是"),
        ({"data": "/v", "adress": "a.b"}, "没有 adress 这一项，可以有：data、address"),
        ({"data": 3, "address": "a.b"}, "data 应是带引号的文字"),
        ({"address": "a.b"}, "数据位置要写完整路径"),
        ({"data": "/v"}, "地址要写成"),
        ({"data": "/v", "address": "a.b", "certificate": "own"}, "certificate 应是"),
        ({"data": "/v", "address": "a.b", "certificate": {}}, "证书可以是"),
        ({"data": "/v", "address": "a.b", "backup": {"hour": "3"}}, "backup 里没有 hour"),
        ({"data": "/v", "address": "a.b", "administrator": {"name": "x"}}, "administrator 里没有 name"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence(tmp_path: Path, document: Any, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        answers.from_file(written(tmp_path, document))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="读不了"):
        answers.from_file(tmp_path / "none.json")
