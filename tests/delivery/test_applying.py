"""An update takes its place and the former program comes back when the new one does not do: with a setup that really
installs, as a process of its own, over the clinic's real store."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.delivery import updated
from tests.delivery.updated import NEW, OLD, Computer
from vclinic.delivery import applying, plan as plans
from vclinic.domain.problem import Expected, Refused, WorldFault
from vclinic.storage import backup_file


@pytest.fixture
def here(tmp_path: Path) -> Generator[Computer]:
    made = updated.computer(tmp_path)
    made.place.mkdir()
    yield made
    for process in made.runner.running:
        process.kill()
        process.wait(10)


def test_the_new_version_is_installed_and_says_so_once(here: Computer) -> None:
    before = here.records()
    assert here.update(here.fetched()) == 0
    assert here.version == NEW
    assert here.start()["settled"] == f"已经更新到 {NEW}。不再漏行。"
    assert here.start() == {"version": NEW, "start": "", "back": "", "settled": ""}
    assert here.records() == before
    assert backup_file.is_backup(here.data / "before.vcbak")


def test_one_that_fails_its_self_check_leaves_the_former_program_and_every_byte_of_the_data(here: Computer) -> None:
    manifest = here.fetched(healthy=False)
    here.begin(manifest)
    before = here.bytes_of_data()
    assert here.runner.wait() == 7
    assert (here.version, here.bytes_of_data()) == (OLD, before)
    met = here.start()
    assert "自检没有通过，已经换回" in met["start"]
    assert "还是原来的版本" in met["start"]
    assert here.start()["start"] == ""


def test_one_byte_changed_after_it_was_fetched_is_refused_before_a_backup(here: Computer) -> None:
    manifest = here.fetched()
    setup = here.place / manifest.setup
    content = bytearray(setup.read_bytes())
    content[100] ^= 1
    setup.write_bytes(content)
    with pytest.raises(Refused, match="对不上"):
        here.begin(manifest)
    assert (plans.read(here.place), here.runner.running) == (None, [])
    assert not (here.data / "before.vcbak").exists()


def test_one_whose_schema_step_fails_is_put_back_with_the_data_of_before(here: Computer) -> None:
    before = here.records()
    here.update(here.fetched(schema="breaks"))
    assert "never tried" in here.start()["fault"]
    applying.put_back(here.place, here.runner)
    assert here.runner.wait() == 0
    assert here.version == OLD
    met = here.start()
    assert f"已经换回 {OLD}，资料换回更新前的备份" in met["back"]
    assert "fault" not in met
    assert here.records() == before
    assert here.start()["back"] == ""


def test_from_two_steps_of_the_schema_back(here: Computer) -> None:
    here.update(here.fetched(schema="more"))
    met = here.start(write="王五")
    assert (met["settled"], "fault" in met) == (f"已经更新到 {NEW}。不再漏行。", False)
    assert "fault" not in here.start()


def test_what_was_written_with_the_new_version_is_never_lost_by_going_back(here: Computer) -> None:
    here.update(here.fetched(schema="more"))
    plan = plans.read(here.place)
    assert plan is not None
    here.start(write="王五")
    plans.write(here.place, plan)  # somebody goes back later, by hand
    written = here.records()
    here.runner.start(here.place / plan.previous, older=True)
    here.runner.wait()
    for _ in range(2):
        met = here.start()
        assert "里面还有更新后新写的，没有自动换回备份" in met["fault"]
        assert here.records() == written


def test_a_program_put_back_over_data_nobody_changed_restores_nothing(here: Computer) -> None:
    here.update(here.fetched())
    here.start()
    plans.write(here.place, plans.Plan(OLD, NEW, "", f"vclinic-setup-{OLD}.exe", "nowhere", "", stage="putting_back"))
    here.runner.start(here.place / f"vclinic-setup-{OLD}.exe", older=True)
    here.runner.wait()
    assert here.start()["back"] == f"已经换回 {OLD}，资料没有变。"


@pytest.mark.parametrize("step", ["unpacked", "moved", "checked"])
def test_a_power_cut_while_it_is_installed_leaves_one_whole_program_and_the_data(here: Computer, step: str) -> None:
    before = here.records()
    manifest = here.fetched(schema="more")
    here.runner.stop_at = step
    here.begin(manifest)
    worked = here.runner.running[-1]
    while not (here.place / step).exists():
        assert worked.poll() is None
    worked.kill()
    worked.wait(10)
    met = here.start()
    expected = OLD if step == "unpacked" else NEW
    assert (met["version"], "fault" in met) == (expected, False)
    if expected == OLD:
        assert "更新被打断了，没有装完" in met["start"]
    assert here.records() == before
    if expected == OLD:
        here.runner.stop_at = ""
        assert here.update(manifest) == 0
        assert here.start()["settled"] != ""


def test_while_a_setup_is_at_work_the_program_says_so_and_leaves(here: Computer) -> None:
    here.runner.stop_at = "unpacked"
    here.begin(here.fetched())
    while not (here.place / "unpacked").exists():
        assert here.runner.running[-1].poll() is None
    told = applying.at_start(here.place, OLD, here.runner)
    assert told is not None
    assert (told.leave, "正在更新程序" in told.sentence) == (True, True)
    with pytest.raises(Refused, match="另一个安装程序正在进行"):
        here.begin(here.fetched("9.2.0"))


def test_a_program_that_never_comes_to_its_first_page_is_put_back(here: Computer) -> None:
    here.update(here.fetched())
    for _ in range(applying.MOST_STARTS):
        assert applying.at_start(here.place, NEW, here.runner) is None
    told = applying.at_start(here.place, NEW, here.runner)
    assert told is not None
    assert (told.leave, f"正在换回 {OLD}" in told.sentence) == (True, True)
    assert here.runner.wait() == 0
    assert here.start()["back"] == f"已经换回 {OLD}，资料没有变。"


def test_a_program_that_came_to_its_first_page_is_not_put_back_for_being_started_often(here: Computer) -> None:
    here.update(here.fetched())
    for _ in range(3 * applying.MOST_STARTS):
        assert applying.at_start(here.place, NEW, here.runner) is None
        applying.reached(here.place)
    assert len(here.runner.running) == 1


def test_the_former_setup_is_kept_and_those_before_it_go(here: Computer) -> None:
    (here.place / "vclinic-setup-0.9.0.exe").write_bytes(b"long ago")
    here.update(here.fetched())
    here.start()
    assert sorted(path.name for path in here.place.glob("*.exe")) == [
        f"vclinic-setup-{OLD}.exe",
        f"vclinic-setup-{NEW}.exe",
    ]


def test_a_setup_that_cannot_be_started_changes_nothing(here: Computer) -> None:
    manifest = updated.manifest_of(here.place / _nothing(here.place))
    with pytest.raises(WorldFault, match="没有启动起来。没有更新，还是原来的版本"):
        here.begin(manifest)
    assert plans.read(here.place) is None


def _nothing(place: Path) -> str:
    (place / "vclinic-setup-9.3.0.exe").write_bytes(b"no program")
    return "vclinic-setup-9.3.0.exe"


def test_without_a_backup_nothing_is_started(here: Computer) -> None:
    def fails() -> Path:
        raise WorldFault("backup_failed", "备份没有做成")

    with pytest.raises(Expected, match="备份没有做成"):
        applying.begin(
            here.place, here.fetched(), installed=OLD, program=here.program, backup=fails, runner=here.runner
        )
    assert (plans.read(here.place), here.runner.running) == (None, [])


def test_without_the_former_setup_the_way_back_is_the_backup_and_is_named(here: Computer) -> None:
    (here.program / applying.OWN_SETUP).unlink()
    here.update(here.fetched(schema="breaks"))
    here.start()
    with pytest.raises(Refused, match=r"没有留着原来版本的安装程序.*before\.vcbak"):
        applying.put_back(here.place, here.runner)
    plan = plans.read(here.place)
    assert plan is not None
    assert plan.stage == "trying"


def test_a_putting_back_that_failed_is_said_and_the_new_program_goes_on(here: Computer) -> None:
    here.update(here.fetched())
    here.start()
    plans.write(
        here.place, plans.Plan(OLD, NEW, "", f"vclinic-setup-{OLD}.exe", "before.vcbak", "", stage="putting_back")
    )
    told = applying.at_start(here.place, NEW, here.runner)
    assert told is not None
    assert (told.leave, f"没能换回 {OLD}" in told.sentence) == (False, True)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (1, "有人按了取消"),
        (2, "磁盘满了"),
        (3, "程序还开着"),
        (4, "装着的版本更新"),
        (5, "64 位的 Windows 10"),
        (99, "没有更新，还是原来的版本"),
    ],
)
def test_each_way_a_setup_ends_has_its_sentence(here: Computer, code: int, said: str) -> None:
    plans.write(here.place, plans.Plan(OLD, NEW, "", "", "before.vcbak", "", stage="installing"))
    (here.place / plans.RESULT).write_text(str(code))
    told = applying.at_start(here.place, OLD, here.runner)
    assert told is not None
    assert said in told.sentence
    assert plans.read(here.place) is None


def test_an_older_setup_that_somebody_holds_keeps_no_doctor_from_the_work(here: Computer) -> None:
    held = here.place / "vclinic-setup-0.9.0.exe"
    held.mkdir()
    here.update(here.fetched())
    assert here.start()["settled"].startswith(f"已经更新到 {NEW}")
    assert held.exists()


def test_where_the_note_cannot_be_written_a_first_page_and_a_way_back_are_no_crash(here: Computer) -> None:
    here.update(here.fetched())
    assert applying.at_start(here.place, NEW, here.runner) is None
    plan = plans.read(here.place)
    (here.place / f"{plans.PLAN}.new").mkdir()  # as a disk that takes no more
    applying.reached(here.place)
    with pytest.raises(WorldFault, match="没有启动起来"):
        applying.put_back(here.place, here.runner)
    assert plans.read(here.place) == plan
