"""What leaves of a log: the program's own words and frames, no name, number, quotation or path."""

import pytest
from hypothesis import given, strategies as st

from vclinic.services.scrubbed import scrubbed

HEAD = "2026-11-24 08:30:11,123 ERROR vclinic.ui.tasks "


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f"{HEAD}background operation", f"{HEAD}background operation"),
        ("  residents.py:41 get", "  residents.py:41 get"),
        ("  find_residents.py:7 <module>", "  find_residents.py:7 <module>"),
        ("ValueError", "ValueError"),
        ("", ""),
        (f"{HEAD}no room for 何秀珍 340123196803120221", f"{HEAD}no room for … #"),
        (f"{HEAD}call 13800001111 at once, try 3", f"{HEAD}call # at once, try 3"),
        (f"{HEAD}id 34012319680312022x wrong", f"{HEAD}id # wrong"),
        (f"{HEAD}phone 0551-6234567", f"{HEAD}phone #"),
        (f"{HEAD}KeyError: 'Li Mei'", f"{HEAD}KeyError: '…'"),
        (f'{HEAD}cannot read "Li Mei.xlsx"', f"{HEAD}cannot read '…'"),
        (f"{HEAD}cannot open /srv/limei/roster.xlsx now", f"{HEAD}cannot open /… now"),
        (f"{HEAD}cannot open C:\\Users\\limei\\a.xlsx now", f"{HEAD}cannot open /… now"),
        ("  没有 340123196803120221 这个人.py:3 get", "  … # ….py:3 get"),
        ('  File "C:\\Users\\limei\\vclinic\\store.py", line 41 in get', "  store.py:41 get"),
        ('  File "/srv/limei/store.py", line 41 in <module>', "  store.py:41 <module>"),
    ],
)
def test_the_program_stays_and_people_go(line: str, left: str) -> None:
    assert scrubbed(line) == left


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1),
    st.from_regex(r"1\d{10}", fullmatch=True),
)
def test_no_chinese_name_and_no_telephone_is_left_wherever_it_stands(name: str, phone: str) -> None:
    left = scrubbed(f"{HEAD}{name} of {phone}:{name}{phone}")
    assert name not in left
    assert phone not in left
