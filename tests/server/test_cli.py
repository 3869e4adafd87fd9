"""The command line as support staff and automation use it; the server and the first words are processes of their own."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest
import requests
import zxingcpp

from sync.protocol import pairing_text
from sync.server import cli
from sync.server.__main__ import now
from sync.server.database.store import FILE, create, open_store
from sync.server.serving.server import clear_ready_file
from tests.command_line import run_here
from tests.server import postgres
from tests.server.people import resident, visit
from tests.server.township import PASSWORD, ClinicDevice, RunningTownship, TurnableClock
from vclinic.domain.problem import WorldFault

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: object, password: str | None = PASSWORD) -> subprocess.CompletedProcess[str]:
    """A command run here."""

    def entry() -> int:
        return cli.main(sys.argv[1:], now)

    return run_here(entry, list(map(str, arguments)), {"VCLINIC_PASSWORD": password})


def process(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A command run as a process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "VCLINIC_PASSWORD": PASSWORD}
    text = [sys.executable, "-m", "sync.server", *map(str, arguments)]
    return subprocess.run(
        text, capture_output=True, text=True, timeout=60, env=environment, stdin=subprocess.DEVNULL, check=False
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "township"
    made = process("init", "--data", folder, "--name", "清溪镇卫生院", "--admin", "admin")
    assert (made.returncode, made.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def served(data: Path) -> Iterator[str]:
    ready = data.parent / "ready"
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    serve = ["serve", "--data", str(data), "--port", "0", "--ready-file", str(ready)]
    text = [sys.executable, "-m", "sync.server", *serve]
    with subprocess.Popen(text, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            for _ in range(400):
                if ready.exists():
                    break
                assert process.poll() is None, process.communicate()
                time.sleep(0.05)
            yield ready.read_text(encoding="utf-8").strip()
        finally:
            process.send_signal(signal.SIGTERM)
            output, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert (output, errors) == (b"", b"")


class InAnotherProcess(RunningTownship):
    """A township whose own program looks at what comes."""

    def looked(self) -> None:
        pass


def test_from_nothing_to_figures_and_lists(data: Path, served: str, tmp_path: Path) -> None:
    assert requests.get(f"{served}/api/v1/hello", timeout=10).json()["township_name"] == "清溪镇卫生院"
    said = command("enrol-code", "--data", data, "--clinic", "柳河村卫生室", "--village", "340123101105", "--json")
    assert said.returncode == 0, said.stderr
    invited = json.loads(said.stdout)
    assert set(invited) == {"code", "url", "fingerprint", "pairing"}
    assert (invited["url"], invited["fingerprint"]) == (served, ""), "this machine alone needs none"
    assert pairing_text.read(invited["pairing"]).url == served

    device = ClinicDevice(InAnotherProcess(None, TurnableClock(), served))  # type: ignore[arg-type]  the store is another process's
    device.pair(json.loads(said.stdout)["code"])
    device.round(
        resident(name="=1+1"), visit(visit_date="2020-01-16", next_visit_date="2020-04-16"), visit("V-2", sbp=600)
    )

    result = json.loads(command("status", "--data", data, "--json").stdout)
    assert (result["residents"], result["stored"], result["refused"], result["to_review"]) == (1, 2, 1, 1)
    assert "待审核 1" in command("status", "--data", data).stdout

    for kind, rows in (("follow-ups", 1), ("residents", 1), ("changes", 3), ("reviews", 1)):
        for ending in (".csv", ".xlsx", ".jsonl"):
            file = tmp_path / f"{kind}{ending}"
            done = command("export", kind, file, "--data", data)
            assert (done.returncode, done.stdout) == (0, f"已导出 {rows} 行：{file}\n"), done.stderr
            assert file.stat().st_size > 0
    with (tmp_path / "follow-ups.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["血压"], row["审核"], row["姓名"]) == ("146/88 mmHg", "待审核", "'=1+1")
    states = [
        json.loads(line)["state"] for line in (tmp_path / "changes.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert states == ["stored", "stored", "refused"]


def test_staff_are_added_and_may_sign_in(data: Path, served: str) -> None:
    from tests.server.browserless import Visitor

    added = command("staff", "add", "--data", data, "--login", "linxy", "--name", "林晓燕", "--role", "reviewer")
    assert added.returncode == 0, added.stderr
    again = command("staff", "add", "--data", data, "--login", "linxy", "--name", "林晓燕", "--role", "reviewer")
    assert (again.returncode, again.stdout, "已经有人用了" in again.stderr) == (1, "", True)
    here = Visitor(RunningTownship(None, TurnableClock(), served))  # type: ignore[arg-type]  the store is another process's
    assert "林晓燕" in here.sign_in("linxy").text


@pytest.mark.parametrize("name", ["sheet.pdf", "接入单.PDF", "sheet.html"])
def test_the_sheet_is_a_pdf_where_its_name_says_so(data: Path, tmp_path: Path, name: str) -> None:
    invite = ("enrol-code", "--data", data, "--clinic", " 柳河村卫生室 ", "--village", "340123101105", "--json")
    said = command(*invite, "--sheet", tmp_path / name)
    content = (tmp_path / name).read_bytes()
    if name == "sheet.html":
        assert json.loads(said.stdout)["pairing"] in content.decode()
    else:
        with pypdfium2.PdfDocument(content) as pdf:
            (scanned,) = zxingcpp.read_barcodes(pdf[0].render(scale=2).to_pil())
        assert scanned.text == json.loads(said.stdout)["pairing"]


def test_refusals_are_one_sentence(data: Path, tmp_path: Path) -> None:
    for arguments, said in (
        (("init", "--data", data, "--name", "x", "--admin", "admin"), "已经有一个卫生院"),
        (("init", "--data", tmp_path / "a", "--name", " ", "--admin", "admin"), "卫生院名称"),
        (("status", "--data", tmp_path / "nothing"), "没有卫生院的数据"),
        (("enrol-code", "--data", data, "--clinic", "x", "--village", "12"), "12 位"),
        (("export", "residents", tmp_path / "x.doc", "--data", data), ".csv"),
        (("serve", "--data", data, "--host", "0.0.0.0", "--no-tls"), "127.0.0.1"),  # noqa: S104  it must be refused
        (("serve", "--data", data, "--host", "nobody.invalid"), "不是这台电脑的地址"),
        (("serve", "--data", data, "--cert", data / "x", "--key", data / "y"), "找不到证书文件"),
        (("serve", "--data", data, "--cert", data / FILE, "--key", data / FILE), "证书或密钥用不了"),
        (("serve", "--data", data, "--cert", "x", "--key", "y", "--no-tls"), "不能同时用"),
        (("enrol-code", "--data", data, "--clinic", "x", "--village", "340123101105", "--url", "town"), "https://"),
    ):
        answer = command(*arguments)
        assert (answer.returncode, answer.stdout) == (1, ""), arguments
        assert said in answer.stderr
        assert answer.stderr.count("\n") == 1
        assert "Traceback" not in answer.stderr
    short = command("init", "--data", tmp_path / "b", "--name", "x", "--admin", "admin", password="short")
    assert (short.returncode, "密码至少 8" in short.stderr) == (1, True)
    none = command("init", "--data", tmp_path / "b", "--name", "x", "--admin", "admin", password=None)
    assert (none.returncode, none.stderr.count("\n"), "要有密码" in none.stderr) == (1, 1, True)
    assert not (tmp_path / "b").exists()


def test_wrong_usage_is_two(data: Path) -> None:
    for arguments in (
        ("status",),
        ("nothing",),
        ("export", "everything", "x.csv", "--data", data),
        ("serve", "--data", data, "--port", "x"),
        ("serve", "--data", data, "--cert", "x"),
    ):
        answer = command(*arguments)
        assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1), arguments
        assert answer.stderr.startswith("用法不对："), answer.stderr
    assert command("--help").returncode == 0
    assert process("nothing").returncode == 2


def test_the_address_of_an_earlier_run_is_never_taken_for_ours(data: Path, served: str, tmp_path: Path) -> None:
    old = tmp_path / "ready"
    old.write_text("http://127.0.0.1:1\n", encoding="utf-8")
    clear_ready_file(old)
    assert not list(tmp_path.iterdir())
    answer = process("serve", "--data", data, "--port", "0", "--ready-file", tmp_path / "no" / "ready")
    assert (answer.returncode, answer.stderr.count("\n"), "写不了" in answer.stderr) == (1, 1, True)


def test_ctrl_c_is_the_way_to_stop_and_no_failure(data: Path, tmp_path: Path) -> None:
    """It ended with 没有做 and 1, as if something had been left undone."""
    ready = tmp_path / "ready"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    text = [sys.executable, "-m", "sync.server", "serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen([*text, "--ready-file", str(ready)], env=environment, stderr=subprocess.PIPE) as serving:
        for _ in range(400):
            if ready.exists():
                break
            time.sleep(0.05)
        serving.send_signal(signal.SIGINT)
        _, errors = serving.communicate(timeout=30)
    assert (serving.returncode, errors.decode()) == (0, "卫生院服务已停止。\n")


def test_a_port_in_use_is_a_sentence(data: Path, served: str) -> None:
    answer = command("serve", "--data", data, "--port", served.rsplit(":", 1)[1])
    assert (answer.returncode, "端口" in answer.stderr) == (1, True)


def test_an_emptied_database_is_no_new_township(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "emptied"
    folder.mkdir()
    (folder / FILE).write_bytes(b"")
    answer = command("status", "--data", folder, "--json")
    assert (answer.returncode, answer.stdout, "已损坏" in answer.stderr) == (1, "", True)
    assert (folder / FILE).read_bytes() == b""


def test_a_folder_that_may_not_be_read_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_path: Path, **_how: object) -> os.stat_result:
        raise PermissionError(13, "closed")

    monkeypatch.setattr(Path, "stat", closed)
    with pytest.raises(WorldFault, match="读不到数据目录"):
        open_store(tmp_path)
    with pytest.raises(WorldFault, match="读不到数据目录"):
        create(tmp_path, "清溪镇卫生院")


def test_a_township_on_postgresql_is_made_once_and_then_found_by_its_folder(
    tmp_path: Path, postgresql: postgres.Server
) -> None:
    folder = tmp_path / "township"
    with postgresql.database() as address:
        wanted = ("init", "--data", folder, "--name", "清溪镇卫生院", "--admin", "admin", "--database-url", address)
        made = process(*wanted)
        assert (made.returncode, made.stderr) == (0, "")
        assert not (folder / FILE).exists()
        assert unquote((folder / "database.url").read_text("utf-8")) == f"{address}\n"
        shown = command("status", "--data", folder, "--json")
        assert json.loads(shown.stdout)["township"] == "清溪镇卫生院"
        other = command("serve", "--data", folder, "--database-url", "postgresql://vclinic@db.example/township")
        assert (other.returncode, other.stderr[:8]) == (1, "这个数据目录用的")
        again = command(*wanted)
        assert (again.returncode, again.stderr) == (1, "这个目录里已经有一个卫生院的数据，没有改动它。\n")


def test_a_password_in_the_address_is_refused_and_makes_nothing(tmp_path: Path) -> None:
    folder, address = tmp_path / "township", "postgresql://vclinic:s3cret@db.example/township"
    refused = command("init", "--data", folder, "--name", "清溪镇卫生院", "--admin", "admin", "--database", address)
    assert refused.returncode == 1
    assert "PGPASSWORD" in refused.stderr
    assert "s3cret" not in refused.stderr + refused.stdout
    assert not folder.exists()
