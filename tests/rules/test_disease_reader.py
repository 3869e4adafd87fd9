"""Diseases in the spellings of rosters and villagers: who has them, who has not, and what nobody could read."""

from random import Random

import pytest
from hypothesis import given, strategies as st

from vclinic.rules.disease_reader import HeardDiseases, read_diseases


def _keys(text: str, status: str = "current") -> set[str]:
    return set(getattr(read_diseases(text), status))


@pytest.mark.parametrize(
    ("text", "current"),
    [
        ("", set()), ("高血压糖尿病", {"htn", "t2dm"}), ("高血压，糖尿病；冠心病", {"htn", "t2dm", "chd"}),
        ("高血压 / 糖尿病", {"htn", "t2dm"}), ("高血压伴糖尿病", {"htn", "t2dm"}), ("高血压和糖尿病并痛风", {"htn", "t2dm", "gout"}),
        ("高血压病2级（很高危）20年，规律服药，控制可", {"htn"}), ("ＨＢＰ", {"htn"}), ("血压高", {"htn"}), ("copd", {"copd"}),
        ("慢性阻塞性肺疾病", {"copd"}), ("ⅠⅠ型糖尿病", {"t2dm"}), ("Ⅱ型糖尿病", {"t2dm"}), ("2型糖尿病", {"t2dm"}), ("糖尿病2型", {"t2dm"}),
        ("1型糖尿病", {"t1dm"}), ("Ⅰ型糖尿病", {"t1dm"}), ("妊娠期糖尿病", {"gdm"}), ("糖尿病前期", set()), ("DM10年", {"t2dm"}),
        ("脑卒中", {"stroke"}), ("脑溢血后遗症", {"stroke", "ich"}), ("脑梗塞", {"stroke"}), ("TIA", {"tia"}), ("陈旧性心梗", {"chd"}),
        ("心脏放过支架", {"chd", "stent"}), ("冠心病支架术后 3 年", {"chd", "stent"}), ("搭桥", {"chd", "cabg"}), ("病窦，装了起搏器", {"av_block", "pacemaker"}),
        ("Ⅱ度房室传导阻滞", {"av_block"}), ("心功能不全", {"heart_failure"}), ("房颤", {"af"}), ("肾移植", {"ckd"}), ("尿毒症透析", {"ckd", "dialysis"}),
        ("肾功能正常", set()), ("肾结石", set()), ("急性肾盂肾炎", set()), ("痛风、慢性肾炎", {"gout", "ckd"}), ("肺动脉高血压", {"pulmonary_hypertension"}),
        ("消化道出血", {"bleeding"}), ("痔疮出血", set()), ("胃出血", {"bleeding", "peptic_ulcer"}), ("胃癌", {"cancer"}), ("膀胱癌", {"bladder_cancer"}),
        ("肝硬化", {"cirrhosis", "hepatitis"}), ("乙肝小三阳", {"hepatitis"}), ("非酒精性脂肪肝", {"fatty_liver"}), ("非霍奇金淋巴瘤", {"cancer"}),
        ("甲亢", {"hyperthyroid"}), ("蚕豆病", {"g6pd"}), ("双侧肾动脉狭窄", {"bilateral_renal_artery_stenosis"}), ("高血钾", {"hyperkalaemia"}),
        ("怀孕6个月", {"pregnancy"}), ("阑尾炎", set()), ("膝骨关节炎", {"osteoarthritis"}), ("双膝骨关节炎", {"osteoarthritis"}),
        ("高血压3个月", {"htn"}), ("高血压 6 个月余", {"htn"}), ("糖尿病一个半月", {"t2dm"}), ("怀孕3个月", {"pregnancy"}), ("痛风两星期", {"gout"}),
        ("活动性乙肝", {"hepatitis", "active_liver"}), ("慢乙肝活动期", {"hepatitis", "active_liver"}), ("乙肝", {"hepatitis"}), ("闭角型青光眼", {"glaucoma"}),
        ("左膝关节炎", {"osteoarthritis"}), ("右膝骨性关节炎10年", {"osteoarthritis"}), ("双膝关节退行性变", {"osteoarthritis"}),
        ("腰椎骨质增生", {"osteoarthritis"}), ("高血压、膝关节骨质增生", {"htn", "osteoarthritis"}),
    ],
)  # fmt: skip
def test_what_somebody_has(text: str, current: set[str]) -> None:
    heard = read_diseases(text)
    assert (set(heard.current), heard.suspected, heard.unread) == (current, frozenset(), ())


@pytest.mark.parametrize(
    "text",
    [
        "无高血压", "没有高血压", "否认高血压", "否认有高血压", "没有患过高血压", "非高血压", "未发现高血压", "排除高血压", "无 高血压", "否认高血压及糖尿病", "无高血压、糖尿病",
        "否认外伤、手术、高血压史", "高血压：无", "高血压(无)", "高血压（没有）", "高血压病史：无", "高血压无", "高血压 无", "高血压：未患", "高血压(-)", "高血压×", "高血压 否",
        "高血压：无、糖尿病：无", "没有高血压、没有糖尿病", "体健", "－", "/", "无慢性病", "健康", "，，、。",
    ],
)  # fmt: skip
def test_a_denial_in_any_form_leaves_nothing(text: str) -> None:
    heard = read_diseases(text)
    assert (heard.current, heard.suspected, heard.past) == (frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("text", "current"),
    [
        ("无高血压，糖尿病5年", {"t2dm"}), ("高血压、无糖尿病", {"htn"}), ("高血压：有；糖尿病：无", {"htn"}), ("高血压:有 糖尿病:无", {"htn"}),
        ("高血压无 糖尿病有", {"t2dm"}), ("没有高血压但有糖尿病", {"t2dm"}), ("否认高血压，有糖尿病", {"t2dm"}), ("否认高血压 有糖尿病", {"t2dm"}),
        ("无糖尿病、高血压 10 年", {"htn"}), ("否认痛风、高血压病史20年", {"htn"}), ("肢体无力、高血压", {"htn"}), ("无手术史、糖尿病", {"t2dm"}),
        ("无外伤史、高血压", {"htn"}), ("高血压未治愈", {"htn"}), ("高血压未控制", {"htn"}), ("无症状高血压", {"htn"}), ("否认糖尿病既往有脑梗", {"stroke"}),
        ("高血压-2级", {"htn"}), ("高血压 2-3级", {"htn"}), ("无残疾、高血压", {"htn"}), ("高血压，无其他疾病", {"htn"}),
    ],
)  # fmt: skip
def test_a_denial_reaches_no_further_than_it_says(text: str, current: set[str]) -> None:
    assert _keys(text) == current


@pytest.mark.parametrize("text", ["高血压 无 糖尿病", "高血压、无、糖尿病", "无、糖尿病"])
def test_a_denial_that_may_belong_to_either_is_asked_about(text: str) -> None:
    heard = read_diseases(text)
    assert "t2dm" in heard.suspected
    assert "t2dm" not in heard.current
    assert heard.unread


def test_a_denial_with_words_nobody_could_read_denies_nothing_for_certain() -> None:
    heard = read_diseases("没有弄清的头昏眼花高血压")
    assert (heard.current, heard.suspected) == (frozenset(), {"htn"})
    assert heard.unread


@pytest.mark.parametrize(
    ("text", "current", "suspected"),
    [
        ("无明显诱因哮喘发作多年", {"asthma"}, set()), ("没有控制好的哮喘", {"asthma"}, set()), ("不规律吃药的痛风", {"gout"}, set()),
        ("不排除哮喘", set(), {"asthma"}), ("孕28周，血压高", {"pregnancy", "htn"}, set()), ("已孕3个月", {"pregnancy"}, set()),
        ("孕2产1，高血压", {"htn"}, set()), ("不孕3个月", set(), set()), ("高血压，不备孕", {"htn"}, set()), ("备孕", {"planning_pregnancy"}, set()),
        ("消化道溃疡", {"peptic_ulcer"}, set()), ("天天白酒半斤", {"alcohol"}, set()), ("长期喝酒", {"alcohol"}, set()), ("嗜酒", {"heavy_alcohol"}, set()),
    ],
)  # fmt: skip
def test_ways_of_writing_that_sound_like_a_denial_or_hide_a_state(
    text: str, current: set[str], suspected: set[str]
) -> None:
    assert (_keys(text), _keys(text, "suspected")) == (current, suspected)


@pytest.mark.parametrize(
    ("text", "current", "family"),
    [
        ("老伴有青光眼，高血压", {"htn"}, {"glaucoma"}),
        ("父亲高血压本人糖尿病", {"t2dm"}, {"htn"}), ("父母高血压、糖尿病", set(), {"htn", "t2dm"}), ("糖尿病（母亲）、高血压", {"htn"}, {"t2dm"}),
        ("糖尿病家族史", set(), {"t2dm"}), ("家族史：高血压，糖尿病", set(), {"htn", "t2dm"}), ("家族史：高血压。糖尿病", {"t2dm"}, {"htn"}), ("高血压，家里有人中风", {"htn"}, {"stroke"}),
        ("爸妈都有高血压", set(), {"htn"}), ("老婆高血压", set(), {"htn"}), ("父亲、母亲高血压", set(), {"htn"}), ("否认高血压、父亲糖尿病", set(), {"t2dm"}), ("否认父亲高血压", set(), set()), ("否认痛风（父亲）", set(), set()), ("无家族史", set(), set()),
        ("父亲怀疑冠心病", set(), {"chd"}), ("冠心病？（父亲）", set(), {"chd"}), ("父亲高血压、自己中风", {"stroke"}, {"htn"}),
    ],
)  # fmt: skip
def test_what_others_have_is_family_history(text: str, current: set[str], family: set[str]) -> None:
    assert (_keys(text), _keys(text, "family")) == (current, family)


@pytest.mark.parametrize(
    ("text", "current", "suspected"),
    [
        ("冠心病？", set(), {"chd"}), ("冠心病待排", set(), {"chd"}), ("高血压、冠心病待查", {"htn"}, {"chd"}), ("怀疑 冠心病", set(), {"chd"}), ("疑似痛风 高血压", {"htn"}, {"gout"}),
        ("疑似痛风、高血压", {"htn"}, {"gout"}), ("是否高血压", set(), {"htn"}), ("冠心病疑似", set(), {"chd"}), ("临界高血压", set(), {"htn"}), ("白大衣高血压", set(), {"htn"}),
        ("心脏病", set(), {"cardiac_unspecified"}), ("血糖高", set(), {"t2dm"}), ("血糖高、糖尿病", {"t2dm"}, set()), ("考虑待查", set(), set()), ("痛风无？", set(), {"gout"}),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_to_be_confirmed(text: str, current: set[str], suspected: set[str]) -> None:
    assert (_keys(text), _keys(text, "suspected")) == (current, suspected)


@pytest.mark.parametrize(
    ("text", "current", "past", "ended"),
    [
        ("高血压已治愈", {"htn"}, set(), {"htn"}), ("糖尿病治好了", {"t2dm"}, set(), {"t2dm"}), ("已治愈肺结核", set(), {"tb"}, set()), ("痛风 肺结核已治愈", {"gout"}, {"tb"}, set()),
        ("胃溃疡术后", set(), {"peptic_ulcer"}, set()), ("前列腺增生术后", {"bph"}, set(), set()), ("肺癌切除术后", set(), {"cancer"}, set()), ("急性心梗 5 年前", {"chd"}, {"acute_coronary"}, set()),
        ("3年前脑出血", {"stroke", "ich"}, set(), set()), ("曾有胃出血", {"bleeding", "peptic_ulcer"}, set(), set()), ("5年前怀孕", set(), {"pregnancy"}, set()),
        ("结核，高血压已治愈", {"tb", "htn"}, set(), {"htn"}), ("5年前", set(), set(), set()), ("已治愈、痛风", {"gout"}, set(), set()),
    ],
)  # fmt: skip
def test_what_is_over_is_past_and_a_chronic_disease_never_is(
    text: str, current: set[str], past: set[str], ended: set[str]
) -> None:
    heard = read_diseases(text)
    assert (set(heard.current), set(heard.past), set(heard.ended)) == (current, past, ended)


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("怪病3年", ("怪病3年",)), ("高血压怪病", ("怪病",)), ("ADMIN", ("ADMIN",)), ("肢体无力", ("肢体", "无力")), ("青霉素过敏", ("青霉素过敏",)), ("高血压，已故", ("已故",)),
        ("已死亡", ("已死亡",)), ("高血压史不详", ("不详",)), ("怪病、怪病", ("怪病",)), ("有传染病", ("传染病",)), ("否认肝炎、结核等传染病史", ()), ("高血压，服用某药", ("服用某药",)), ("肌酐高", ()),
    ],
)  # fmt: skip
def test_what_nobody_could_read_is_handed_back(text: str, unread: tuple[str, ...]) -> None:
    assert read_diseases(text).unread == unread


_NAMED = st.sampled_from(
    [
        "高血压",
        "糖尿病 5 年",
        "痛风？",
        "肺结核已治愈",
        "母亲哮喘",
        "冠心病无",
        "怪病",
        "否认脑梗",
        "血脂高",
        "无青光眼",
    ]
)
_TEXTS = st.lists(_NAMED, min_size=1, max_size=5)


def _sets(heard: HeardDiseases) -> tuple[frozenset[str], ...]:
    return (heard.current, heard.past, heard.suspected, heard.family, heard.ended, frozenset(heard.unread))


@given(_TEXTS, st.randoms(use_true_random=False), st.sampled_from("，。；\n"))
def test_the_order_of_what_is_said_does_not_matter(said: list[str], chance: Random, mark: str) -> None:
    shuffled = chance.sample(said, len(said))
    assert _sets(read_diseases(mark.join(said))) == _sets(read_diseases(mark.join(shuffled)))


@given(
    _TEXTS,
    st.sampled_from(["高血压", "糖尿病", "哮喘", "慢阻肺", "痛风", "脑梗", "癌"]),
    st.sampled_from(["无{}", "否认{}史", "{}：无", "没有{}", "{}(-)", "{}未发现"]),
)
def test_a_denied_disease_adds_none_and_takes_none_away(said: list[str], name: str, form: str) -> None:
    before, after = read_diseases("，".join(said)), read_diseases("，".join([*said, form.format(name)]))
    assert _sets(after) == _sets(before)


_ODD = st.text(
    alphabet="高血压糖尿病无否认没有，、：？（）()/- 父亲本人已治愈怪术后年前0123abcXß\n\t\x00－", max_size=40
)


@given(st.one_of(st.text(max_size=40), _ODD))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    heard = read_diseases(text)
    assert not heard.current & heard.suspected
    assert heard.ended <= heard.current


@given(st.text(alphabet="犇羴麤鱻淼焱垚", min_size=1, max_size=8), _TEXTS)
def test_words_nobody_knows_are_always_handed_back(odd: str, said: list[str]) -> None:
    assert odd in read_diseases("，".join([*said, odd])).unread
    assert any(odd in piece for piece in read_diseases("高血压" + odd).unread)
    assert any(odd in piece for piece in read_diseases("无" + odd).unread)


@pytest.mark.parametrize(
    ("text", "current", "past", "suspected"),
    [
        ("慢阻肺（稳定）", "copd", "", ""),
        ("慢阻肺（稳定期）", "copd", "", ""),
        ("慢阻肺(缓解期)", "copd", "", ""),
        ("慢阻肺（已控制）", "copd", "", ""),
        ("慢阻肺病情稳定", "copd", "", ""),
        ("慢阻肺（无急性加重）", "copd", "", ""),
        ("慢阻肺（急性加重）", "copd copd_exacerbation", "", ""),
        ("慢阻肺（急性加重期）", "copd copd_exacerbation", "", ""),
        ("COPD 急性加重", "copd copd_exacerbation", "", ""),
        ("慢阻肺合并急性加重", "copd copd_exacerbation", "", ""),
        ("慢阻肺急性加重已控制", "copd", "copd_exacerbation", ""),
        ("慢阻肺急性加重史", "copd", "", ""),
        ("高血压（已控制）", "htn", "", ""),
        ("高血压（稳定）", "htn", "", ""),
        ("高血压（待查）", "", "", "htn"),
        ("冠心病（支架术后）", "chd stent", "", ""),
        ("冠心病（？）", "", "", "chd"),
        ("痛风（治愈）", "gout", "", ""),
        ("痛风发作（已缓解）", "gout", "acute_gout", ""),
        ("青光眼（术后）", "glaucoma", "", ""),
        ("前列腺增生（术后）", "bph", "", ""),
        ("白内障（术后）", "", "cataract", ""),
        ("胃溃疡（治愈）", "", "peptic_ulcer", ""),
        ("低钾（已纠正）", "", "hypokalaemia", ""),
        ("已控制", "", "", ""),
        ("高血压，已控制", "htn", "", ""),
        ("妊娠（已终止）", "", "pregnancy", ""),
        ("乙肝（携带者）", "hepatitis", "", ""),
        ("房颤（射频消融术后）", "af", "", ""),
        ("糖尿病（母亲）", "", "", ""),
        ("胆道梗阻（术后）", "", "biliary_obstruction", ""),
    ],
)
def test_what_stands_in_brackets_belongs_to_the_name_before_it(
    text: str, current: str, past: str, suspected: str
) -> None:
    heard = read_diseases(text)
    assert (heard.current, heard.past, heard.suspected) == (
        frozenset(current.split()),
        frozenset(past.split()),
        frozenset(suspected.split()),
    )
    assert heard.unread == ()
    assert heard.ended == (frozenset(("gout",)) if text == "痛风（治愈）" else frozenset())
