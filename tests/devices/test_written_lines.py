"""docs/devices.md, executed: its lines are heard as they are described, and its adapter runs."""

import re
import subprocess
import sys
from pathlib import Path

from tests.documented import fields
from tests.test_house.tracked import ROOT
from vclinic.devices.lines import LONGEST, Beat, Hello, Lines, Refusal, Trouble
from vclinic.devices.reading import KINDS, Reading

TEXT = (ROOT / "docs" / "devices.md").read_text("utf-8")
GOOD, REFUSED = (block.encode() for block in re.findall(r"```json\n(.+?)```", TEXT, re.DOTALL))
(ADAPTER,) = re.findall(r"```python\n(.+?)```", TEXT, re.DOTALL)


def test_the_lines_are_heard_as_what_they_are() -> None:
    messages = Lines().feed(GOOD)
    assert [type(message) for message in messages] == [Hello, *[Reading] * len(KINDS), Trouble, Beat]


def test_the_lines_said_to_be_refused_are() -> None:
    lines = Lines()
    lines.feed(GOOD.splitlines(keepends=True)[0])
    messages = lines.feed(REFUSED)
    codes = [[problem.code for problem in message.problems] for message in messages if isinstance(message, Refusal)]
    assert codes == [["check_digit"], ["order"], ["unit", "out_of_bounds"]]


def test_the_tables_name_every_kind_and_the_longest_line() -> None:
    assert fields("devices.md", "Kinds") == list(KINDS)
    assert f"at most {LONGEST} bytes" in TEXT


def adapter(folder: Path, card: Path) -> list[object]:
    program = folder / "adapter.py"
    program.write_text(ADAPTER, "utf-8")
    command = [sys.executable, str(program), str(card)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as helper:
        assert helper.stdin
        assert helper.stdout
        said = helper.stdout.readline() + helper.stdout.readline()
        helper.stdin.close()
        assert helper.wait(30) == 0
    return list(Lines().feed(said))


def test_the_adapter_reads_a_card_whose_letters_are_gbk(tmp_path: Path) -> None:
    card = tmp_path / "card"
    card.write_bytes("王秀英|11010519491231002X".encode("gbk"))
    hello, reading = adapter(tmp_path, card)
    assert hello == Hello("示例读卡器")
    assert isinstance(reading, Reading)
    assert (reading.fields["name"], reading.source) == ("王秀英", "示例读卡器")


def test_the_adapter_says_that_its_reader_is_not_there(tmp_path: Path) -> None:
    assert adapter(tmp_path, tmp_path / "none")[1] == Trouble("no_reader", "没有找到读卡器。")
