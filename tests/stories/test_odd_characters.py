"""Names and numbers with look-alike and invisible characters, from the roster's file to the reviewer's search."""

from pathlib import Path

from tests.cli import shell as shells
from tests.forms.rosters import excel_file, number
from tests.server.browserless import Visitor
from tests.server.township import running

PEOPLE = (
    ("⽯⼤⼭", "石大山", number(1951), number(1951)),
    ("樂⽴", "樂立", number(1952), f"\u202a{number(1952)}\u202c"),
    ("柏\u200e⼩\u2067川\u2069", "柏小川", number(1953), number(1953).replace("3", "３")),
    ("江\xad生", "江生", number(1954), f"{number(1954)}\u3164"),
    ("𠮷䶮", "𠮷䶮", number(1955), number(1955)),
    ("古丽・阿依", "古丽·阿依", number(1956), number(1956)),
)


def test_who_was_written_oddly_is_found_by_what_one_types_at_the_clinic_and_at_the_township(tmp_path: Path) -> None:
    shell = shells.empty(tmp_path / "clinic")
    rows = [("姓名", "身份证号"), *((written, given) for written, _, _, given in PEOPLE)]
    taken = shell.json("import", "residents", str(excel_file(tmp_path, rows)))
    assert (taken["accepted"], taken["refused"]) == (len(PEOPLE), 0)
    for _, typed, id_no, _ in PEOPLE:
        for sought in (typed, id_no):
            assert [person["name"] for person in shell.json("search", sought)] == [typed], sought
    with running(tmp_path / "township") as township:
        shell.json("enrol", township.url, township.code("柳河村卫生室", "340123101205"))
        assert shell.json("sync")["refused"] == 0
        township.staff("linxy", "林晓燕")
        visitor = Visitor(township)
        visitor.sign_in("linxy")
        visitor.get("/residents")
        for written, typed, id_no, _ in PEOPLE:
            for sought in (written, typed, id_no):
                page = visitor.post("/residents", {"text": sought, "excel": ""}).text
                assert [name for _, name, _, _ in PEOPLE if name in page] == [typed], sought
