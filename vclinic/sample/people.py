"""Who lives in the sample village: households, names, ages, ID numbers, telephones, past diseases."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from vclinic.domain.dates import age_on
from vclinic.domain.identity import make_id_no
from vclinic.domain.resident import PastDisease, Resident
from vclinic.sample.known import KNOWN

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_RARE = ("单", "解", "仇", "查", "盖", "区", "翟", "缪", "欧阳", "尉迟", "令狐")
# By generation: nobody of eighty is called 子轩.
_OLD_MEN = "建国 建华 志强 德福 大山 永年 玉良 满仓 国平 明亮 长贵 有才 金宝 宝林 庆林 志明 文斌 海涛 红军 卫东 铁柱 春生 家旺 守信 德胜 光荣 学军".split()
_OLD_WOMEN = "秀珍 桂英 素芬 冬梅 国英 玉兰 凤仙 秀兰 桂香 小凤 春花 丽华 淑芬 玉梅 美玲 红霞 翠兰 金凤 月娥 雪梅 爱华 巧云 兰英 菊香 彩霞".split()
_MEN = "伟 强 勇 军 磊 涛 超 波 建军 海波 小军 志刚 永刚 文斌 海涛 俊杰 国庆 大鹏 立新 晓东".split()
_WOMEN = "芳 娜 敏 静 丽 燕 霞 婷婷 艳红 晓燕 慧敏 丽丽 海燕 春燕 小芳 雪梅 玲玲 晓丽 文静 倩倩".split()
_BOYS = "浩然 子轩 天佑 宇轩 博文 俊熙 梓豪 一鸣 嘉豪 子涵 明轩 睿".split()
_GIRLS = "梓涵 欣怡 诗琪 雨桐 可馨 佳怡 思琪 一诺 语嫣 子萱 梦瑶 悦".split()
_GIVEN = {"1": (_BOYS, _MEN, _OLD_MEN), "2": (_GIRLS, _WOMEN, _OLD_WOMEN)}
_TAKEN = frozenset(row[3] for row in KNOWN)
_GROUPS = ("一组", "二组", "三组", "四组", "五组")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the village. ``registers`` are disease registers, ``height_cm`` as measured for them."""

    resident: Resident
    registers: tuple[str, ...]
    height_cm: float
    household: int


def make_people(count: int, rng: random.Random, today: date, region: str) -> list[Person]:
    """``count`` people in households, the people every picture of ours shows among them."""
    made = [_known(place, facts, today, region) for place, facts in enumerate(KNOWN)]
    serials: dict[tuple[date, str], int] = {}
    houses: dict[str, int] = dict.fromkeys(_GROUPS, 0)
    household = max(person.household for person in made) + 1
    while len(made) < count:
        home = _home(rng, today, region, household=household, serials=serials, houses=houses)
        made += home[: count - len(made)]
        household += 1
    return made[:count]


def _known(place: int, facts: tuple[str, str, int, str, str, int, str], today: date, region: str) -> Person:
    name, sex, age, address, registers, household, allergy = facts
    month, day = 1 + place % 9, 1 + place % 27
    had_birthday = (month, day) <= (today.month, today.day)
    born = date(today.year - age - (0 if had_birthday else 1), month, day)
    serial = 900 + 2 * place + (sex == "1")
    heads = {row[5]: row[0] for row in reversed(KNOWN)}
    resident = Resident(
        name=name,
        sex_code=sex,
        birth_date=born,
        id_no=make_id_no(region, born, serial),
        phone=f"1380000{1000 + 37 * place:04d}",
        address=address,
        village_group=address[:2],
        household_head=heads[household],
        relation_code="02" if heads[household] == name else "10",
        residence_type="1",
        ethnic_code="05" if "·" in name else "01",
        drug_allergy_codes=("2",) if allergy == "青霉素" else ("1",),
        past_diseases=(PastDisease("13", "", "膝骨关节炎"),) if name == "何秀珍" else (),
    )
    return Person(resident, tuple(registers.split()), 156.0 if sex == "2" else 168.0, household)


def _home(
    rng: random.Random,
    today: date,
    region: str,
    household: int,
    serials: dict[tuple[date, str], int],
    houses: dict[str, int],
) -> list[Person]:
    """A household as villages have them now: old couples, widows, grandparents with a child, some full families."""
    kind = rng.choices(("old_couple", "widow", "family", "three_generations", "couple"), (26, 10, 24, 22, 18))[0]
    surname = rng.choice(_RARE) if rng.random() < 0.04 else rng.choice(_SURNAMES)
    group = rng.choice(_GROUPS)
    address = _next_house(group, houses)
    base = {
        "old_couple": (60, 84),
        "widow": (66, 90),
        "family": (32, 55),
        "three_generations": (55, 75),
        "couple": (40, 64),
    }
    age = rng.randint(*base[kind])
    head_sex = "2" if kind == "widow" and rng.random() < 0.8 else "1"
    people = [(surname, head_sex, age, "02")]
    if kind != "widow":
        people.append((rng.choice(_SURNAMES), "2", max(22, age - rng.randint(0, 4)), "10"))
    if kind == "family":
        people += [
            (surname, rng.choice("12"), max(1, age - rng.randint(24, 30)), rng.choice(("20", "30")))
            for _ in range(rng.randint(1, 2))
        ]
    if kind == "three_generations":
        child = max(20, age - rng.randint(23, 28))
        people.append((surname, "1", child, "20"))
        people.append((rng.choice(_SURNAMES), "2", max(20, child - 2), "38"))
        people.append((surname, rng.choice("12"), max(1, child - rng.randint(23, 27)), "40"))
    head_name = ""
    made: list[Person] = []
    for own, sex, years, relation in people:
        given = rng.choice(_GIVEN[sex][0 if years < 22 else 1 if years < 48 else 2])
        head_name = head_name or own + given
        born = today - timedelta(days=round(years * 365.25) + rng.randint(0, 364))
        key = (born, sex)
        serials[key] = serials.get(key, 100) + 1
        serial = 2 * serials[key] + (sex == "1")  # below 900, where the known people's begin
        resident = Resident(
            name=own + given,
            sex_code=sex,
            birth_date=born,
            id_no=make_id_no(region, born, serial),
            phone=f"13{rng.randint(0, 9)}{rng.randint(0, 99_999_999):08d}" if years >= 14 else "",
            address=address,
            village_group=group,
            household_head=head_name,
            relation_code=relation,
            residence_type="1",
            ethnic_code="01",
            drug_allergy_codes=rng.choices((("1",), ("2",), ("3",)), (94, 4, 2))[0],
        )
        height = rng.gauss(156 if sex == "2" else 167, 5)
        made.append(
            Person(resident, _registers(rng, age_on(born, today)), round(min(185.0, max(140.0, height)), 1), household)
        )
    return made


def _next_house(group: str, houses: dict[str, int]) -> str:
    """One house for each household, passing over those of the known people."""
    while True:
        houses[group] += 1
        address = f"{group} {houses[group]} 号"
        if address not in _TAKEN:
            return address


def _registers(rng: random.Random, age: int) -> tuple[str, ...]:
    """Shares by age like those of Chinese villages: a quarter to a half of the over-fifties have hypertension."""
    codes: list[str] = []
    shares = (
        (35, 0.08, 0.03, 0.0),
        (45, 0.2, 0.07, 0.01),
        (55, 0.34, 0.12, 0.03),
        (65, 0.48, 0.16, 0.06),
        (75, 0.55, 0.17, 0.08),
    )
    for floor, hypertension, diabetes, copd in reversed(shares):
        if age >= floor:
            codes += [
                code
                for code, share in (("htn", hypertension), ("t2dm", diabetes), ("copd", copd))
                if rng.random() < share
            ]
            break
    return tuple(codes)
