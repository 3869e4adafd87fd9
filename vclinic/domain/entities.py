"""Every kind of record that travels, in the order in which they are filed: parents before what hangs on them.

Order of filing, parents, least shape, labels, lists, counts, timeline and tables for people all come from here, on
both sides. A new kind of record is a line here and a table at the clinic.
"""

from vclinic.domain import codes, entity_words
from vclinic.domain.entity import Column, Data, Entity, FormPlace, Parent, plain
from vclinic.domain.least import (
    MONEY,
    UNITS,
    Need,
    day,
    day_or_open,
    document,
    every,
    nothing_or_text,
    one_of,
    pair,
    record,
    ref,
    text,
    whole,
)

_RESIDENT = Need("resident_id", ref)
_DISEASE = Need("disease", text(20, 1))
_DOCTOR = (Need("doctor_id", text(), optional=True), Need("doctor_name", text(), optional=True))


ENTITIES: tuple[Entity, ...] = (
    Entity(
        name="doctor",
        label="医生",
        about="",
        least=(Need("name", text()), Need("login", text(), optional=True)),
        title=("name",),
        columns=(Column("name", "姓名"), Column("login", "登录名")),
    ),
    Entity(
        name="resident",
        label="居民档案",
        plural="residents",
        about="id",
        form=FormPlace("personal_information"),
        reviewed=True,
        title=("name",),
    ),
    Entity(
        name="enrolment",
        label="病种专档",
        day="enrolled_on",
        parents=(Parent("resident_id", "resident"),),
        least=(_RESIDENT, _DISEASE, Need("enrolled_on", day)),
        columns=(
            Column("disease", "病种", lambda code: codes.DISEASE.label(plain(code))),
            Column("enrolled_on", "建专档日期"),
            Column("confirmed_on", "确诊时间"),
            Column("height_cm", "身高（cm）"),
            Column("ended_on", "终止日期"),
            Column("ended_reason", "终止原因", lambda code: codes.CLOSED_REASON.label(plain(code))),
        ),
    ),
    Entity(
        name="follow_up",
        label="随访",
        plural="follow-ups",
        day="record.visit_date",
        parents=(Parent("resident_id", "resident"),),
        least=(
            _RESIDENT,
            _DISEASE,
            Need("form_id", text(60)),
            Need("form_version", whole(1, 10**6 - 1)),
            Need("status", one_of("valid", "void"), optional=True),
            Need("record", document),
            Need("assessment", document, optional=True),
            Need("overrules", every(document), optional=True),
            Need("correction_answers", every(document), optional=True),
            Need("carried", every(text()), optional=True),
            *_DOCTOR,
        ),
        form=FormPlace(record="record"),
        reviewed=True,
        told=lambda data: (f"{codes.DISEASE.label(plain(data.get('disease')))}随访", ""),
    ),
    Entity(
        name="prescription",
        label="三处方",
        plural="prescriptions",
        day="issued_on",
        # programs of schema 1 name one follow-up
        parents=(Parent("resident_id", "resident"), Parent("follow_up_id", "follow_up"), Parent("reasons")),
        least=(
            _RESIDENT,
            Need("follow_up_id", ref, optional=True),
            Need("reasons", every(pair), optional=True),
            Need("issued_on", day),
            Need("medication", every(document)),
            Need("diet", every(document)),
            Need("exercise", document),
        ),
        told=entity_words.told_prescription,
        spread=("medication",),
        columns=(
            Column("issued_on", "日期"),
            Column("version", "版次"),
            Column("diseases", "病种", entity_words.diseases),
            Column("medication.drug_name", "药品"),
            Column("medication.strength", "规格"),
            Column("medication.dose_value", "每次"),
            Column("medication.dose_unit", "单位"),
            Column("medication.frequency", "频次", lambda code: codes.FREQUENCY.label(plain(code))),
            Column("medication.days", "天数"),
            Column("review_on", "复查日期"),
            Column("doctor_name", "医生"),
        ),
    ),
    Entity(
        name="batch",
        label="药品批次",
        about="",
        in_stock=True,
        least=(
            Need("drug_id", ref),
            Need("drug_name", text()),
            Need("batch_no", text(40)),
            Need("expires_on", day),
            Need("cost", MONEY),
            Need("price", MONEY),
        ),
        title=("drug_name", "batch_no"),
        columns=(
            Column("drug_name", "药品"),
            Column("base_unit", "单位"),
            Column("batch_no", "批号"),
            Column("expires_on", "效期"),
            Column("cost", "进价（元）", entity_words.money),
            Column("price", "售价（元）", entity_words.money),
        ),
    ),
    Entity(
        name="stock_entry",
        label="出入库",
        about="",
        in_stock=True,
        day="moved_on",
        parents=(Parent("batch_id", "batch"),),
        least=(
            Need("batch_id", ref),
            Need("kind", text(20)),
            Need("quantity", UNITS),
            Need("moved_on", day),
            Need("reason", text(), optional=True),
        ),
        columns=(
            Column("moved_on", "日期"),
            Column("batch_id", "批次id"),
            Column("kind", "种类", entity_words.in_or_counted),
            Column("quantity", "数量"),
            Column("reason", "原因"),
        ),
    ),
    Entity(
        name="dispensing",
        label="发药",
        plural="dispensings",
        day="dispensed_on",
        parents=(
            Parent("resident_id", "resident"),
            Parent("prescription_id", "prescription"),
            Parent("reverses", "dispensing"),
        ),
        least=(
            _RESIDENT,
            Need("prescription_id", ref),
            Need("dispensed_on", day),
            Need("lines", every(record(Need("drug_id", ref), Need("drug_name", text()), Need("quantity", UNITS)))),
            Need("total", MONEY),
            Need("kind", text(20), optional=True),
            Need("reverses", nothing_or_text, optional=True),
        ),
        told=entity_words.told_dispensing,
        spread=("lines", "batches"),
        columns=(
            Column("dispensed_on", "日期"),
            Column("kind", "种类", entity_words.given_or_taken_back),
            Column("lines.drug_name", "药品"),
            Column("lines.base_unit", "单位"),
            Column("lines.wanted", "处方量"),
            Column("lines.batches.quantity", "实发"),
            Column("lines.batches.batch_no", "批号"),
            Column("lines.batches.expires_on", "效期"),
            Column("lines.batches.price", "单价（元）", entity_words.money),
            Column("lines.reason", "少发原因"),
            Column("reason", "原因"),
            Column("doctor_name", "医生"),
        ),
    ),
    Entity(
        name="medication_profile",
        label="用药档案",
        plural="medication-profiles",
        day="told_on",
        parents=(Parent("resident_id", "resident"),),
        least=(
            _RESIDENT,
            Need("told_on", day),
            Need("medicines", every(record(Need("name", text(60, 1)), Need("source", text(20)), Need("told_on", day)))),
            Need("reactions", every(record(Need("text", text()))), optional=True),
            Need("labs", every(record(Need("code", text(40, 1)), Need("on", day))), optional=True),
            Need("overrules", every(record(Need("code", text()), Need("reason", text()))), optional=True),
            *_DOCTOR,
        ),
        told=entity_words.told_profile,
        spread=("medicines",),
        columns=(
            Column("told_on", "日期"),
            Column("medicines.name", "别处的药"),
            Column("medicines.source", "来处", entity_words.medicine_source),
            Column("medicines.means", "就是哪种药"),
            Column("medicines.told_on", "说的日期"),
            Column("medicines_asked_on", "问全的日期"),
            Column("reactions", "不良反应", entity_words.reactions),
            Column("labs", "化验", entity_words.labs),
            Column("allergies_asked_on", "问过过敏"),
            Column("diseases_asked_on", "问过疾病"),
            Column("planning_pregnancy", "打算怀孕", entity_words.yes_or_no),
            Column("planning_asked_on", "问过备孕"),
            Column("dropped", "不再算的", entity_words.dropped),
            Column("overrules", "不采纳的提醒", entity_words.reasons),
            Column("doctor_name", "医生"),
        ),
    ),
    Entity(
        name="announcement",
        label="通知",
        owner="township",
        about="",
        day="published_on",
        least=(
            Need("title", text(60, 1)),
            Need("text", text(4000)),
            Need("published_on", day),
            Need("valid_until", day_or_open),
        ),
        title=("title",),
        columns=(
            Column("published_on", "日期"),
            Column("title", "标题"),
            Column("text", "内容"),
            Column("valid_until", "有效期至"),
        ),
    ),
    Entity(
        name="announcement_read",
        label="通知阅读",
        about="",
        day="read_on",
        parents=(Parent("announcement_id", "announcement"),),
        least=(
            Need("announcement_id", ref),
            Need("announcement_revision", whole(1, 2**31 - 1)),
            Need("read_on", day),
            *_DOCTOR,
        ),
        columns=(
            Column("read_on", "日期"),
            Column("announcement_id", "通知id"),
            Column("announcement_revision", "通知版次"),
            Column("doctor_name", "医生"),
        ),
    ),
    Entity(
        name="remark_reply",
        label="答复意见",
        day="replied_on",
        parents=(Parent("resident_id", "resident"), Parent("about")),
        least=(
            _RESIDENT,
            Need("about", every(pair)),
            Need("about_change", ref),
            Need("notice", whole(0, 2**63 - 1)),
            Need("text", text(entity_words.MOST_REPLY, 1)),
            Need("replied_on", day),
            *_DOCTOR,
        ),
        columns=(Column("replied_on", "日期"), Column("text", "答复"), Column("doctor_name", "医生")),
    ),
)


class _Register:
    """Kinds by their names, with their place in the order of filing: put together once for a list of kinds."""

    def __init__(self, kinds: tuple[Entity, ...]) -> None:
        self.kinds = kinds
        self.by_name = {entity.name: entity for entity in kinds}
        self.ranks = {name: rank for rank, name in enumerate(self.by_name)}


_REGISTERS = [_Register(ENTITIES)]


def _register() -> _Register:
    if _REGISTERS[0].kinds is not ENTITIES:  # a program that knows other kinds
        _REGISTERS[0] = _Register(ENTITIES)
    return _REGISTERS[0]


def by_name(name: str) -> Entity | None:
    """The kind of a name, None for one this program does not know."""
    return _register().by_name.get(name)


def label(name: str) -> str:
    """What people call a kind; one this program does not know is called by its name."""
    known = by_name(name)
    return known.label if known else name


def owned_by(owner: str) -> tuple[Entity, ...]:
    """The kinds one side writes, in order of filing."""
    return tuple(entity for entity in ENTITIES if entity.owner == owner)


def parents_of(name: str, data: Data) -> list[tuple[str, str]]:
    """(kind, id) of what a record hangs on; kinds this program does not know hold up nothing."""
    known = by_name(name)
    return [(kind, key) for kind, key in known.parents_of(data) if by_name(kind)] if known else []


def order(name: str, data: Data, revision: int) -> tuple[int, bool, int]:
    """Sorts records as they are filed: parents first, what takes back after what it takes back, older revisions first."""
    known = by_name(name)
    return (
        (_register().ranks[name], bool(known.takes_back(data)), revision) if known else (len(ENTITIES), False, revision)
    )
