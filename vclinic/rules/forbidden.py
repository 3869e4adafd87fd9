"""What the three-prescriptions rules forbid outright, and classes no two drugs of which belong together."""

from dataclasses import dataclass

from vclinic.rules.catalog import Catalog
from vclinic.rules.person import PersonFacts

_SOURCE = "一病三处方规则"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A combination the rules speak of: from `forbidden_*` it cannot be stored, from `warned_for` it wants a reason."""

    code: str
    text: str
    source: str = _SOURCE


_NAMED_PAIRS: tuple[tuple[str, frozenset[str], frozenset[str], str], ...] = (
    (
        "statin+macrolide",
        frozenset(("辛伐他汀", "洛伐他汀")),
        frozenset(("克拉霉素", "红霉素", "伊曲康唑")),
        "会引起严重肌病，短期内先停他汀。",
    ),
    (
        "nitrate+pde5",
        frozenset(("西地那非", "他达拉非", "伐地那非")),
        frozenset(("硝酸甘油", "硝酸异山梨酯", "单硝酸异山梨酯")),
        "会严重低血压，不能合用。",
    ),
)
# §10, 警告: classes and generic names
_WARNED_PAIRS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("ACEI", "ARB", "THIAZIDE", "LOOP", "K_SPARING"), ("NSAID",)),
    (("阿司匹林",), ("NSAID", "华法林", "氯吡格雷")),
    (("SULFONYLUREA",), ("复方磺胺甲噁唑", "磺胺嘧啶", "氟康唑", "FLUOROQUINOLONE")),
    (
        ("华法林",),
        ("NSAID", "FLUOROQUINOLONE", "MACROLIDE", "NITROIMIDAZOLE", "CEPHALOSPORIN", "PENICILLIN", "复方磺胺甲噁唑"),
    ),
    (("STATIN",), ("非诺贝特", "苯扎贝特")),
)
_GEMFIBROZIL = frozenset(("吉非罗齐",))
_SAME_CLASS = (
    ("DHP_CCB", "地平类降压药"),
    ("ACEI", "普利类降压药"),
    ("ARB", "沙坦类降压药"),
    ("BETA_BLOCKER", "β 受体阻滞剂"),
    ("SULFONYLUREA", "磺脲类降糖药"),
    ("STATIN", "他汀类调脂药"),
    ("THIAZIDE", "噻嗪类利尿药"),
    ("NSAID", "解热镇痛抗炎药"),
    ("PPI", "抑酸药（拉唑类）"),
)
_PREGNANCY = (("ACEI", "普利类"), ("ARB", "沙坦类"), ("STATIN", "他汀类"), ("SULFONYLUREA", "格列类"))
_LOWEST_SBP, _SLOWEST = 90, 55  # mmHg; beats a minute, as the caution table has it
_CHILDBEARING = range(15, 50)
_METFORMIN = frozenset(("二甲双胍",))
_EGFR_METFORMIN = 30
_OLD_FOR_LOW_SUGAR = 75


def forbidden_pair(a: str, b: str, catalog: Catalog) -> Forbidden | None:
    """Two drugs, as written or by generic name, that may not be prescribed together (§8, §10)."""
    for one, two in ((a, b), (b, a)):
        if catalog.belongs(one, "ACEI") and catalog.belongs(two, "ARB"):
            return Forbidden("ACEI+ARB", "普利类不能和沙坦类合用，请只留一种。")
        if _is_one_of(one, _GEMFIBROZIL, catalog) and catalog.belongs(two, "STATIN"):
            return Forbidden("statin+gemfibrozil", "会引起严重肌病，不能合用。")
        for code, left, right, text in _NAMED_PAIRS:
            if _is_one_of(one, left, catalog) and _is_one_of(two, right, catalog):
                return Forbidden(code, text)
    return None


def _is_one_of(written: str, names: frozenset[str], catalog: Catalog) -> bool:
    """Whether a drug as written, or what a trade name stands for, is one of ``names``."""
    return any(name in generic for name in names for generic in (written, *catalog.generics_of(written)))


def wants_a_reason(a: str, b: str, catalog: Catalog) -> bool:
    """Pairs the minimal list (§10) warns of, whatever level the larger table gives them."""
    return any(
        _is_of(one, left, catalog) and _is_of(two, right, catalog)
        for one, two in ((a, b), (b, a))
        for left, right in _WARNED_PAIRS
    )


def _is_of(written: str, kinds: tuple[str, ...], catalog: Catalog) -> bool:
    return any(kind in catalog.generics_of(written) or catalog.belongs(written, kind) for kind in kinds)


def forbidden_for(written: str, person: PersonFacts, catalog: Catalog) -> Forbidden | None:
    """A drug this person may not have (§2.3, §8)."""
    if "gout" in person.diseases and catalog.belongs(written, "THIAZIDE"):
        return Forbidden("gout+thiazide", "有痛风史，不能用噻嗪类利尿药。")
    if person.pregnant:
        for group, drugs in _PREGNANCY:
            if catalog.belongs(written, group):
                return Forbidden(f"pregnancy+{group}", f"妊娠期或哺乳期，不能用{drugs}。")
    if person.sbp is not None and person.sbp < _LOWEST_SBP and catalog.belongs(written, "NITRATE"):
        return Forbidden("low_bp+nitrate", f"收缩压 {person.sbp}，低于 {_LOWEST_SBP}，不能用硝酸酯类。")
    if _is_one_of(written, _METFORMIN, catalog) and person.egfr is not None and person.egfr < _EGFR_METFORMIN:
        return Forbidden("egfr+metformin", f"肾小球滤过率 {person.egfr:g}，低于 {_EGFR_METFORMIN}，不能用二甲双胍。")
    return None


def warned_for(written: str, person: PersonFacts, catalog: Catalog) -> list[Forbidden]:
    """What the same rules want a reason for and the caution table does not hold (§8)."""
    forbidden: list[Forbidden] = []
    if person.sex_code == "2" and person.age in _CHILDBEARING and not person.pregnant:
        for group, drugs in _PREGNANCY[:2]:
            if catalog.belongs(written, group):
                text = f"{person.age} 岁女性，备孕或可能怀孕时不能用{drugs}，请先问清。"
                forbidden.append(Forbidden(f"planning+{group}", text))
    slow = person.heart_rate is not None and person.heart_rate < _SLOWEST
    if slow and any(catalog.belongs(written, group) for group in ("BETA_BLOCKER", "NDHP_CCB")):
        text = f"心率 {person.heart_rate}，低于 {_SLOWEST}，这种药会让心跳更慢，先问上级减量还是停药，再开。"
        forbidden.append(Forbidden("slow_heart", text))
    if "copd" in person.diseases and catalog.belongs(written, "BETA_BLOCKER"):
        forbidden.append(Forbidden("copd+beta_blocker", "有慢阻肺，β 受体阻滞剂可能加重气喘。"))
    if person.age >= _OLD_FOR_LOW_SUGAR and (
        catalog.belongs(written, "SULFONYLUREA") or catalog.belongs(written, "INSULIN")
    ):
        forbidden.append(Forbidden("old+low_sugar", f"{person.age} 岁，容易低血糖，血糖目标放宽一些。"))
    return forbidden


def same_class(a: str, b: str, catalog: Catalog) -> str | None:
    """The class two different drugs share, in words, where one of the class is enough."""
    return next(
        (drugs for group, drugs in _SAME_CLASS if catalog.belongs(a, group) and catalog.belongs(b, group)), None
    )
