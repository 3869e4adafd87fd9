"""What the words in a roster's cells mean. What is not clearly said stays text and enters nobody in a register."""

import re
import unicodedata
from datetime import date, timedelta

from vclinic.domain import codes
from vclinic.domain.identity import IdNo, normal_id_no, parse_id_no
from vclinic.domain.problem import Problem
from vclinic.forms.reading import half_width
from vclinic.forms.roster_cells import LOST_DIGITS
from vclinic.forms.roster_numerals import in_figures

_DATE = re.compile(
    r"(\d{4})(?:\s*[-/.年、。·,]\s*|\s+)(\d{1,2})(?:\s*[-/.月、。·,]\s*|\s+)(\d{1,2})\s*[日号]?(?:出?生)?|(\d{4})(\d{2})(\d{2})"
)
_CLOCK = re.compile(r"[\sT]+([上下]午)?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_MONTH = re.compile(r"((?:1[89]|20)\d{2})\s*(?:[-/.年]\s*(\d{1,2})\s*月?|(\d{2})|年?)")
_LOST_OCTOBER = re.compile(r"\d{4}\.1")  # 1958.10 typed as a number
_SERIAL = re.compile(r"[1-9]\d{4}")  # four digits are a year: serials so low belong to people over a hundred
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheet dates
_EPOCH_1904 = date(1904, 1, 1)  # of workbooks that began on a Mac
_LAST_SERIAL = 73_050  # 2099-12-31
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+\d+")
_MONTH_OR_SERIAL = re.compile(r"(19\d{2}|20[0-2]\d)([1-9])")  # 19586: June 1958, or a spreadsheet's day of 1953
_NO_DATE = (
    (
        re.compile(r"[农阴]历|[正腊]月|初[一二三四五六七八九十]|闰"),
        "是农历，请写公历年月日。",
    ),
    (re.compile(r"民国"), "是民国纪年，请写公历年月日。"),
    (re.compile(r"属|[年生]肖"), "只是属相，请写年、月、日。"),
    (re.compile(r"\d{1,3}|.*岁半?"), "只是年龄，请写年、月、日。"),
    (
        re.compile(r"\d{2}[-/.年、]\d{1,2}[-/.月、]\d{1,2}[日号]?|\d{6}"),
        "年份只写了两位，请写成 1958-03-12。",
    ),
)
_FROM_WESTERN = re.compile(r"^(?:公历|阳历|新历)[:：]?\s*")
_NO_NUMBER = frozenset(
    (
        "",
        *"无 不详 0 / \\ 暂无 没有 未知 空 未上户 未上户口 未落户 无户口 未办 未办理".split(),
        *"未办证 无身份证 没有身份证 暂无身份证 无证 新生儿 未登记 待办 待补 未填 不清楚 NULL NONE N/A NA".split(),
    )
)
_NUMBER_SAID = re.compile(r"^(?:公民|居民)?身份证?(?:件|号码|号)*[:：]?\s*(?=\d)")
_LOOKS_LIKE_X = re.compile(r"(?<=\d{17})[×хХⅩⅹχΧ]$")
_MASKED = re.compile(r"\d[*＊●]{2,}")

_DISEASES = (
    ("高血压", "htn"),
    ("糖尿病", "t2dm"),
    ("慢阻肺", "copd"),
    ("慢性阻塞性肺疾病", "copd"),
    ("慢性阻塞性肺病", "copd"),
    ("脑卒中", "stroke"),
    ("中风", "stroke"),
    ("脑梗塞", "stroke"),
    ("脑梗死", "stroke"),
    ("脑梗", "stroke"),
    ("脑出血", "stroke"),
    ("冠心病", "chd"),
)
_NAMES = "|".join(sorted((name for name, _ in _DISEASES), key=len, reverse=True))
_JOINED = re.compile(rf"(?:(?:[12一二ⅠⅡ]|I{{1,2}})型|原发性)?(?:{_NAMES})")
_YEARS = re.compile(r"\d+年(?!生)")
_DEATH = re.compile(r"(?<![未没非])(?<!没有)(死亡|去世|亡故|病故|身故|过世|病逝|逝世|已故|已亡|已死)")
_BETWEEN = re.compile(
    r"[、,，;；/|。+\s]+|和|及|与|伴有?|合并|(?<=病)[-—–](?=\d?型?[高糖慢脑中冠])|(?<=压)[-—–](?=\d?型?[糖慢脑中冠])"
)
_LISTED = re.compile(r"(?:^|(?<=[^\d.]))(?:\d[.．、)](?!\d)|[①-⑨]|[(]\d[)])")  # 1.高血压 2.糖尿病
_TICKED = "√✓✔☑■"
_MARK = re.compile(rf"[(]?([{_TICKED}□☐×✗✘☒])[)]?")
_MARKS_DECIDE = re.compile(rf"[{_TICKED}□☐]")
_ASIDE = " 、,，;；/"
_DENIED = re.compile(r"无|没有?|未|否|不|非")
_DENIED_AFTER = re.compile(r"[病症]?史?[:(]?(无|没有?|未[患见]?|否|不是|阴性|[-×xX])[)]?")  # 高血压：无
_BARE_DENIAL = re.compile(r"无|没有?|未患?|否|不是?")
_DOUBTFUL = re.compile(
    r"疑|[?]|排除|临界|边缘|高危人群|高危对象|前期|待[查排诊确]|家族|父|母|妊娠|继发|肺动脉|门静?脉|(?<!I)[1一ⅠI]型"
)
_RELATIVE = re.compile(r"家族|父|母|祖|兄|弟|姐|妹|亲属|老伴|爱人|配偶|丈夫|妻|儿子|女儿|子女|^[儿女夫公婆](?!童)")
_SELF = re.compile(r"本人|自己")
_SAYS_NOTHING_MORE = re.compile(
    r"([2二Ⅱ]|II)型|原发性|[1-3一二三ⅠⅡⅢ]级|很?极?高危|病史|患者|后遗症|病|症|史|患有?|有|[（）()：:]"
)
_MOVED = re.compile(r"(?<![未没])(迁出|迁走|搬走|搬离|(户口已?迁|已迁)(?![入回来]))")
_YES = frozenset("√ ✓ ✔ ☑ 是 有 患 患病 已患 患有 确诊 已确诊 阳性 1 1.0 Y YES TRUE T V + ■ ●".split())
_NO = frozenset(
    ("", *"否 无 没有 没 未患 未 不是 × ✗ ✘ ╳ X 0 0.0 N NO FALSE F - -- — —— – / \\ 空 □ ☐ 阴性 健康 正常".split())
)
_NOTHING = re.compile(r"(无|没有|否|健康|正常)?(慢性?病|疾?病)?史?")

_RELATIONS = {label: code for code, label in codes.RELATION.options} | {
    "本人": "02", "户主本人": "02", "妻子": "12", "丈夫": "11", "儿子": "20", "女儿": "30", "儿媳妇": "38", "媳妇": "38",
    "孙子": "40", "孙女": "40", "外孙": "40", "外孙女": "40", "父亲": "51", "母亲": "52", "爷爷": "60", "奶奶": "60",
    "次子": "20", "三子": "20", "长女": "30", "次女": "30", "兄": "70", "弟": "70", "姐": "70", "妹": "70", "之子": "20",
    "之女": "30", "之妻": "12", "之夫": "11", "子": "20",
    "老婆": "12", "爱人": "10", "老公": "11", "大女儿": "30", "二女儿": "30", "三女儿": "30", "小女儿": "30", "三女": "30", "幼女": "30",
    "大儿子": "20", "二儿子": "20", "三儿子": "20", "小儿子": "20", "四子": "20", "幼子": "20", "养子": "20", "继子": "20", "养女": "30", "继女": "30",
    "长孙": "40", "次孙": "40", "孙儿": "40", "长孙女": "40", "外孙子": "40", "哥哥": "70", "弟弟": "70", "姐姐": "70", "妹妹": "70", "哥": "70",
    "爸爸": "51", "妈妈": "52", "祖父": "60", "祖母": "60", "外公": "60", "外婆": "60",
    # GB/T 4761's one-digit words
    "本人或户主": "02", "孙子、孙女或外孙子、外孙女": "40", "父亲或母亲": "50", "祖父母或外祖父母": "60", "祖父母": "60", "兄、弟、姐、妹": "70",
}  # fmt: skip


def name_problem(name: str, typed: str = "") -> Problem | None:
    """Why ``name`` is none: empty, or with anything but letters, rare characters and the dot of minority names. It is
    shown as it was ``typed``."""
    if not name:
        return Problem("name", "required", "没有姓名。")
    odd = next(
        (character for character in name if not (unicodedata.category(character)[0] == "L" or _belongs(character))), ""
    )
    return Problem("name", "not_a_name", f"姓名“{typed or name}”里有“{odd}”，请写完整的姓名。") if odd else None


def _belongs(character: str) -> bool:
    """〇 counts as a number and rare characters of old fonts live in the private area; both occur in names."""
    return character in "·〇" or unicodedata.category(character) == "Co"


def read_id_no(cell: str) -> IdNo | Problem | None:
    """The ID number of a cell; None when it says there is none."""
    if cell == LOST_DIGITS or _SCIENTIFIC.fullmatch(half_width(cell)):
        text = "Excel 把身份证号变成了科学计数，后几位已丢失。请把这一列设成文本，重新填写。"
        return Problem("id_no", "digits_lost", text)
    number = _LOOKS_LIKE_X.sub("X", normal_id_no(_NUMBER_SAID.sub("", half_width(cell))))
    if _MASKED.search(number):
        text = "身份证号有几位被星号遮住了。请用没有遮住的名册，或者让这一格空着，写上性别和出生日期。"
        return Problem("id_no", "masked", text)
    return None if number in _NO_NUMBER else parse_id_no(number)


def read_birth(cell: str, known: date | None, *, epoch_1904: bool = False) -> date | Problem:
    """A birth date in any of the ways a roster spells it, a spreadsheet's day number included.

    ``known`` is what the ID number says: a month or a year alone, or what nobody can read, will do beside it, a
    contradiction will not. ``epoch_1904``: bare day numbers count from 1904.
    """
    text = in_figures(_CLOCK.sub("", _FROM_WESTERN.sub("", half_width(cell))).rstrip(".。,;"))
    either = None if epoch_1904 else _MONTH_OR_SERIAL.fullmatch(text)
    if either is not None:
        year, month = int(either[1]), int(either[2])
        if known is None:
            sentence = f"出生日期“{text}”可能是 {year} 年 {month} 月，也可能是日期序号，请写年、月、日。"
            return Problem("birth_date", "day_missing", sentence)
        if (known.year, known.month) == (year, month):
            return known
    if _SERIAL.fullmatch(text) and int(text) <= _LAST_SERIAL:
        return _agreed((_EPOCH_1904 if epoch_1904 else _EPOCH) + timedelta(days=int(text)), known)
    match = _DATE.fullmatch(text)
    if match is not None:
        year, month, day = (int(part) for part in match.groups() if part is not None)
        try:
            return _agreed(date(year, month, day), known)
        except ValueError:
            return known or Problem("birth_date", "no_such_date", f"没有 {year} 年 {month} 月 {day} 日这一天。")
    match = _MONTH.fullmatch(text)
    if match is None:
        return known or Problem("birth_date", "not_a_date", f"出生日期“{text}”{_why_no_date(text)}")
    if known is None:
        return Problem("birth_date", "day_missing", f"出生日期“{text}”不完整，要有年、月、日，或填身份证号。")
    month_said = int(match[2] or match[3] or known.month)
    october = _LOST_OCTOBER.fullmatch(text) is not None and known.month == 10
    agrees = int(match[1]) == known.year and (month_said == known.month or october)
    return known if agrees or not 0 < month_said <= 12 else _differs(text, known)


def _why_no_date(text: str) -> str:
    return next((why for shape, why in _NO_DATE[:3] if shape.search(text)), "") or next(
        (why for shape, why in _NO_DATE[3:] if shape.fullmatch(text)), "看不懂，请写成 1958-03-12。"
    )


def birth_note(cell: str, known: date) -> str:
    """What to say of a birth date that could not be read beside an ID number; empty where it was read."""
    born = read_birth(cell, None)
    unread = isinstance(born, Problem) and born.code != "day_missing"
    return f"出生日期“{half_width(cell)}”看不懂，用的是身份证上的 {known}。" if unread else ""


def _agreed(said: date, known: date | None) -> date | Problem:
    return said if known in (None, said) else _differs(str(said), known)


def _differs(said: str, known: date | None) -> Problem:
    return Problem("birth_date", "differs_from_id", f"出生日期写的是 {said}，身份证是 {known}，请核对。")


def read_relation(cell: str) -> tuple[str, str]:
    """(relation code, the word itself when it is not in the list)."""
    word = "".join(half_width(cell).split()).removeprefix("户主之").removeprefix("户主的")
    code = _RELATIONS.get(word) or (word if word in codes.RELATION else "")
    return code, "" if code else word


def read_ethnic(cell: str) -> str | Problem:
    """Code of an ethnic group, with or without 族."""
    word = "".join(half_width(cell).split())
    known = {label: code for code, label in codes.ETHNIC.options} | {"维": "05", "蒙": "02"}
    number = word.removesuffix(".0").zfill(2)
    code = known.get(word.removesuffix("族")) or (number if number in codes.ETHNIC else "")
    return code or Problem("ethnic_code", "unknown_code", f"民族“{word}”看不懂。")


def read_diseases(cell: str) -> tuple[tuple[str, ...], str]:
    """(codes of the disease registers, what could not be read).

    After a denial (无高血压、糖尿病) the rest of the cell is not taken for a diagnosis; neither is a suspicion, a
    disease in the family, with the rest of the cell unless 本人 follows, or diabetes of another type than 2. A 无 alone among other words may belong to any of them.
    """
    codes: list[str] = []
    unread: list[str] = []
    text = _LISTED.sub("、", half_width(cell))
    if _MARKS_DECIDE.search(text) and _MARK.sub("", text).strip(_ASIDE):
        ticked = _ticked(text)
        if ticked is None:
            return (), half_width(cell)
        text = ticked
    terms = [part for word in _BETWEEN.split(text) if word for part in _apart(word)]
    if len(terms) > 1 and any(_BARE_DENIAL.fullmatch(word) for word in terms):
        return (), "、".join(terms)
    relative = False  # 父亲高血压、糖尿病: both are the father's
    for place, word in enumerate(terms):
        relative = not _SELF.match(word) and (relative or _RELATIVE.search(word) is not None)
        if _NOTHING.fullmatch(word):
            continue
        if _DENIED.match(word):
            unread += terms[place:]
            break
        name, code = next(((name, code) for name, code in _DISEASES if name in word), ("", ""))
        if not code or relative or _DOUBTFUL.search(word) or _DENIED_AFTER.fullmatch(word.partition(name)[2]):
            unread.append(word)
            continue
        codes.append(code)
        unread += filter(None, [_SAYS_NOTHING_MORE.sub("", word.replace(name, "", 1))])
    return tuple(dict.fromkeys(codes)), "、".join(unread)


def _ticked(text: str) -> str | None:
    """What is ticked of □高血压 ☑糖尿病 or 高血压√ 糖尿病×; None where it does not show which mark is whose."""
    parts = [part.strip(_ASIDE) for part in _MARK.split(text)]
    names, marks = parts[::2], parts[1::2]
    if not names[0]:
        names = names[1:]
    elif not names[-1]:
        names = names[:-1]
    if len(names) != len(marks) or not all(names):
        return None
    return "、".join(name for name, mark in zip(names, marks, strict=True) if mark in _TICKED)


def _apart(term: str) -> list[str]:
    """高血压糖尿病 and 高血压3级糖尿病 are two diseases; where anything else stands with them, nothing is taken apart."""
    diseases = {code for name, code in _DISEASES if name in term}
    rest = _YEARS.sub("", _SAYS_NOTHING_MORE.sub("", _JOINED.sub("", term)))
    if len(diseases) < 2 or rest:
        return [term]
    starts = [match.start() for match in _JOINED.finditer(term)]
    return [term[start:end] for start, end in zip([0, *starts[1:]], [*starts[1:], len(term)], strict=True)]


def says_died(cell: str) -> bool:
    """Whether a cell says that the person has died: 高血压（已死亡）, 2024年3月去世; not that a relative has."""
    text = half_width(cell)
    return _DEATH.search(text) is not None and _RELATIVE.search(text) is None


def says_moved(cell: str) -> bool:
    """Whether a cell says that the person has moved away."""
    text = half_width(cell)
    return _MOVED.search(text) is not None and _RELATIVE.search(text) is None


def read_yes_no(cell: str) -> bool | None:
    """Yes or no as people tick it; empty is no, None is a word nobody can read so."""
    text = half_width(cell).strip("()[]。. ").upper()
    return True if text in _YES else False if text in _NO else None


def read_death_date(cell: str, *, epoch_1904: bool = False) -> date | None:
    """The day of a death; None where there is none that says year, month and day."""
    day = read_birth(cell, None, epoch_1904=epoch_1904)
    return None if isinstance(day, Problem) else day
