"""The command line as support staff use it: one JSON object on stdout, exit codes, and what only a real process shows."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests import worlds
from tests.command_line import run_here
from tests.server.township import running
from vclinic import __main__ as program
from vclinic.clock import SystemClock
from vclinic.services.clinic_setup import ClinicSetup, create_clinic

PASSWORD = "liuhe-2026"


class Shell:
    """A data folder and the commands on it."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        environment = {"VCLINIC_PASSWORD": PASSWORD}
        return run_here(program.main, ("--data", str(self.data), *words), environment, stdin.encode())

    def process(
        self, *words: str, stdin: str = "", password: str | None = PASSWORD
    ) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "VCLINIC_PASSWORD"}
        environment |= {"PYTHONUTF8": "1"} | ({} if password is None else {"VCLINIC_PASSWORD": password})
        return subprocess.run(
            [sys.executable, "-m", "vclinic", "--data", str(self.data), *words],
            input=stdin, capture_output=True, text=True, timeout=90, check=False, env=environment,
        )  # fmt: skip

    def json(self, *words: str) -> Any:
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def refused(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        return done.stderr.strip()


def exported(shell: Shell, kind: str, folder: Path) -> list[dict[str, str]]:
    file = folder / f"{kind}.jsonl"
    count = shell.json("export", kind, str(file))["rows"]
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert len(rows) == count
    return rows


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    made = Shell(tmp_path_factory.mktemp("data") / "clinic")
    setup = ClinicSetup("柳河村卫生室", "340123101205", "周国平", "zhou", PASSWORD)
    create_clinic(made.data, setup, SystemClock(), worlds.CHEAP).station.store.close()
    village = made.json("sample-village", "--residents", "60", "--months", "6", "--seed", "2")
    assert village["residents"] == 60
    return made


def test_a_clinic_from_nothing_by_processes_of_their_own(tmp_path: Path) -> None:
    there = Shell(tmp_path / "clinic")
    words = ("--clinic", "柳河村卫生室", "--village", "340123101205", "--user", "zhou", "--json")
    made = there.process("init", *words)
    assert (made.returncode, made.stderr) == (0, "")
    assert len(json.loads(made.stdout)["recovery_code"]) == 29
    wrong = there.process("import")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)
    again = there.process("init", *words)
    assert (again.returncode, again.stdout, again.stderr.count("\n")) == (1, "", 1)
    assert "已经有卫生室" in again.stderr


def test_usage_and_refusals_have_their_exit_codes(shell: Shell, tmp_path: Path) -> None:
    wrong_usage = {
        ("no-such-command",): "没有这样的命令",
        ("init",): "还差 '--clinic'",
        ("import", "residents"): "还差 'FILE'",
        ("search", "x", "--bogus"): "没有 --bogus",
        ("due", "--on", "2026-02-30"): "'--on' 的值不对",
        ("search", "x", "--limit", "0"): "1–500 的整数",
        ("search", "x", "--data"): "--data 后面还差一个值",
        ("import",): "后面还差一个命令",
    }
    for words, sentence in wrong_usage.items():
        done = shell.run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert sentence in done.stderr, (words, done.stderr)
    assert "已经有卫生室" in shell.refused("init", "--clinic", "x", "--village", "340123101205", "--user", "y")
    assert "还没有接入" in shell.refused("sync")
    assert "还没有卫生室的资料" in Shell(tmp_path / "nowhere").refused("status")
    assert "没有“copd”的判断规则" in shell.refused("assess", "copd")
    assert "不能导出" in shell.refused("export", "everything", str(tmp_path / "x.csv"))


def test_global_options_may_stand_before_or_after_the_command(shell: Shell, tmp_path: Path) -> None:
    before = shell.run("--json", "search", "zs")
    after = Shell(tmp_path / "elsewhere").run("search", "zs", "--json", "--data", str(shell.data))
    assert before.returncode == after.returncode == 0
    assert json.loads(before.stdout) == json.loads(after.stdout) == shell.json("search", "ｚｓ")


@pytest.mark.parametrize("words", [(), ("demo",), ("--json",)])
def test_without_a_screen_no_window_is_tried(tmp_path: Path, words: tuple[str, ...]) -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    bare = {name: value for name, value in os.environ.items() if name not in screens}
    bare |= {"PYTHONUTF8": "1", "VCLINIC_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-m", "vclinic", *words], capture_output=True, text=True, env=bare, timeout=90, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "没有屏幕" in done.stderr


def test_the_window_opens_the_clinic_that_the_environment_names(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "VCLINIC_DATA": str(tmp_path / "data")}
    environment |= {"HOME": str(tmp_path / "home"), "XDG_DATA_HOME": str(tmp_path / "home")}
    with subprocess.Popen([sys.executable, "-m", "vclinic"], env=environment) as opened:
        for _ in range(600):
            if (tmp_path / "data" / "logs").is_dir():
                break
            time.sleep(0.1)
        opened.kill()
    assert (tmp_path / "data" / "logs").is_dir()
    assert not (tmp_path / "home" / "vclinic").exists()


def test_without_a_password_and_anybody_to_ask_it_is_said_so(shell: Shell) -> None:
    nobody = shell.process("status", "--json", password=None)
    assert (nobody.returncode, nobody.stdout, nobody.stderr.count("\n")) == (1, "", 1)
    assert "要有密码" in nobody.stderr
    piped = shell.process("status", "--json", stdin=f"{PASSWORD}\n", password=None)
    assert json.loads(piped.stdout)["pending"] > 0


def test_invented_people_never_get_among_real_ones(shell: Shell) -> None:
    before = shell.json("check")["counts"]
    assert "空卫生室" in shell.refused("sample-village", "--residents", "20")
    assert shell.json("check")["counts"] == before


def test_searching_and_due_lists(shell: Shell) -> None:
    found = shell.json("search", "zs")
    assert found[0]["name"] == "张三"
    assert set(found[0]) == {"id", "name", "sex_code", "birth_date", "id_no_tail", "phone", "village_group"}
    due = shell.json("due")
    assert due["counts"]["all"] == len(due["rows"]) > 3
    assert shell.json("due", "--on", "2020-01-01")["rows"] is not None
    for day in ("0001-01-01", "1999-12-31", "9999-12-31"):
        assert "不在 2000-01-01 到" in shell.refused("due", "--on", day)


def test_assess_judges_line_by_line_without_a_store(tmp_path: Path) -> None:
    lines = [
        {"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1"},
        {"visit_date": "2026-11-24", "age": 60, "sbp": 182, "dbp": 96, "adr": 1, "emergency_signs": ["剧烈头痛"]},
        {"visit_date": "2026-02-30", "age": 60, "sbp": 90, "dbp": 96, "adr": "1"},
        {"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1", "bp_readings": [[150, 84]]},
        {"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1", "adr_uncontrollable": True},
    ]
    done = Shell(tmp_path / "none").process(
        "assess", "hypertension", stdin="\n".join(json.dumps(each) for each in lines)
    )
    assert done.returncode == 0
    first, second, third, *contradictions = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["visit_class"], first["action"], first["next_visit_date"]) == (1, "ROUTINE", "2027-02-24")
    assert (second["visit_class"], second["action"], second["referral"]) == (2, "EMERGENCY_REFER", "urgent")
    assert {problem["field"] for problem in third["problems"]} == {"visit_date", "dbp"}
    assert [each["problems"][0]["field"] for each in contradictions] == ["sbp", "adr"]


def test_every_line_has_its_own_answer_whatever_stands_in_it(tmp_path: Path) -> None:
    good = json.dumps({"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1"}).encode()
    bad = {
        b"": "not_json", b"[" * 100_000: "not_json", "张三".encode("gbk"): "not_utf8",
        good.replace(b"136", b"9" * 400): "out_of_bounds", good.replace(b"136", b"NaN"): "not_a_number",
        good.replace(b"2026", b"9999"): "out_of_bounds", good.replace(b'"1"', rb'"\ud800"'): "unknown_code",
        good.replace(b'"1"', b'"1", "previous": {"visit_date": "2026-11-25"}'): "not_before",
        good.replace(b'"1"', b'"1", "previous": {"visit_date": "2026-08-24", "sbp": 84, "dbp": 136}'): "diastolic_not_below",
    }  # fmt: skip
    file = tmp_path / "visits.jsonl"
    file.write_bytes(
        b"\xef\xbb\xbf" + b"\r\n".join(line for each in bad for line in (good, each)) + b"\r\n" + good + b"\n\n"
    )
    done = Shell(tmp_path / "none").run("assess", "hypertension", str(file), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(each["visit_class"] == 1 for each in answers[::2])
    assert [each["problems"][0]["code"] for each in answers[1::2]] == list(bad.values())
    assert len(answers) == 2 * len(bad) + 1
    assert "读不到文件" in Shell(tmp_path / "none").refused("assess", "hypertension", str(tmp_path / "nothing.jsonl"))


def test_import_dry_run_writes_nothing(shell: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,性别,身份证号\n新来的,男,340123198906150035\n错的,男,340123198906150036\n", "utf-8")
    dry = shell.json("import", "residents", str(roster), "--dry-run", "--refused", str(tmp_path / "退回.csv"))
    assert (dry["accepted"], dry["refused"], dry["unchanged"]) == (1, 1, 0)
    assert dry["reasons"][0]["row"] == 3
    assert "校验位" in (tmp_path / "退回.csv").read_text("utf-8-sig")
    assert shell.json("search", "新来的") == []
    assert shell.json("import", "residents", str(roster))["accepted"] == 1
    assert shell.json("import", "residents", str(roster))["unchanged"] == 1


def test_two_columns_of_one_meaning_are_told_apart(shell: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,性别,身份证号,居民姓名\n前一个,男,340123198906150035,后一个\n", "utf-8")
    words = ("import", "residents", str(roster), "--dry-run")
    (note,) = shell.json(*words)["notes"]
    assert "第 1 栏“姓名”和第 4 栏“居民姓名”" in note
    assert note in shell.run(*words).stdout


def test_where_the_refused_rows_cannot_be_written_nothing_is_imported(shell: Shell, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("姓名,性别,身份证号\n没导入的,男,340123198906150131\n错的,男,340123198906150036\n", "utf-8")
    for place, said in (
        (tmp_path / "no" / "x.csv", "没有写成"),
        (tmp_path / "x.doc", ".xlsx"),
        (roster, "换一个文件名"),
    ):
        before = roster.read_bytes()
        assert said in shell.refused("import", "residents", str(roster), "--refused", str(place))
        assert roster.read_bytes() == before
    assert shell.json("search", "没导入的") == []
    assert shell.json("import", "residents", str(roster), "--dry-run")["accepted"] == 1


def test_backup_restore_check_and_export(shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy.vcbak"
    assert shell.json("backup", str(copy))["counts"]["resident"] >= 60
    other = Shell(tmp_path / "restored")
    assert other.json("restore", str(copy))["restored"] is True
    assert other.json("check") == {"ok": True, "problems": [], "counts": other.json("check")["counts"]}
    known = exported(shell, "residents", tmp_path)
    assert len(known) >= 60
    for kind in ("follow-ups", "dispensings"):  # two people may share a name, never an id
        rows = exported(shell, kind, tmp_path)
        assert len(rows) > 10
        assert {row["resident_id"] for row in rows} <= {row["id"] for row in known}
    assert "找不到" in other.refused("restore", str(tmp_path / "missing.vcbak"))
    roster = tmp_path / "one.csv"
    roster.write_text("姓名,性别,身份证号\n后来的,男,340123198906150270\n", "utf-8")
    assert other.json("import", "residents", str(roster))["accepted"] == 1
    assert "1 条还没上报" in other.refused("restore", str(copy))
    assert [each["name"] for each in other.json("search", "后来的")] == ["后来的"]
    again = other.json("restore", str(copy), "--leave-unsent")
    assert again["unsent"] == 1
    assert (Path(again["kept"]) / "clinic.db").is_file()
    assert again["kept"] in again["text"]


def test_a_damaged_store_is_said_to_be_one(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("check").stdout == "检查完毕，没有问题。\n"
    shutil.copytree(shell.data, tmp_path / "damaged")
    with (tmp_path / "damaged" / "clinic.db").open("r+b") as file:
        file.seek(-5000, os.SEEK_END)
        file.write(bytes(64))
    there = Shell(tmp_path / "damaged")
    for_a_program, for_a_person = there.run("check", "--json"), there.run("check")
    assert (for_a_program.returncode, for_a_person.returncode) == (1, 1)
    assert json.loads(for_a_program.stdout)["ok"] is False
    assert for_a_person.stdout == "检查完毕，有 1 个问题。\n"
    assert "有损坏" in for_a_person.stderr
    assert "Traceback" not in for_a_program.stderr


def test_a_backup_never_takes_the_place_of_the_live_store(shell: Shell) -> None:
    for name in ("clinic.db", "keyring.json", "clinic.db-wal"):
        assert "数据库自己的文件" in shell.refused("backup", str(shell.data / name))
    assert "文件夹或设备" in shell.refused("backup", str(shell.data))
    assert shell.json("check")["ok"] is True


def test_enrol_sync_and_status(shell: Shell, tmp_path: Path) -> None:
    with running(tmp_path / "township") as township:
        assert (
            shell.json("enrol", township.url, township.code("柳河村卫生室", "340123101205"))["township"]
            == "清溪镇卫生院"
        )
        before = shell.json("status")
        report = shell.json("sync")
        after = shell.json("status")
    assert before["pending"] == report["pushed"] == after["stored"]
    assert after["pending"] == 0
    assert after["last_success"]
