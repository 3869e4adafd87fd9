"""How a drug gets into the body, in the words of a prescription, told by its dosage form."""

_ROUTES = (
    ("眼用注射", "眼内注射"), ("注射", "注射"), ("吸入", "吸入"), ("气雾", "喷吸"), ("舌下", "舌下含服"), ("眼", "眼用"), ("鼻", "鼻用"),
    ("耳", "滴耳"), ("阴道", "阴道用"), ("栓", "塞入"), ("灌肠", "灌肠"), ("煎膏", "口服"), ("膏", "外用"), ("凝胶", "外用"), ("贴", "外用"),
    ("洗", "外用"), ("外用", "外用"), ("涂", "外用"), ("胶浆", "外用"), ("喷雾", "外用"),
)  # fmt: skip
LOCAL_ROUTES = frozenset(("外用", "眼用", "鼻用", "滴耳", "阴道用", "口腔局部用"))

# where the form alone would say something else
_BY_NAME = {
    "硝酸甘油片": "舌下含服", "如意金黄散": "外用", "骨痛灵酊": "外用", "云南白药气雾剂": "外用", "冰硼散": "口腔局部用", "口腔溃疡散": "口腔局部用",
    "羟甲唑啉喷雾剂": "鼻用",
}  # fmt: skip


def route_of(form: str, name: str = "") -> str:
    """The usual route of a dosage form, or of a drug whose form misleads; by mouth when neither says otherwise."""
    known = _BY_NAME.get(name)
    return known or next((route for mark, route in _ROUTES if mark in form), "口服")


def care_of(form: str, note: str) -> str:
    """注意事项 on the bag: what the doctor noted, and that a tablet with a release of its own is not broken."""
    whole = "整片整粒吞，不掰、不嚼" if any(mark in form for mark in ("缓释", "控释", "肠溶")) else ""
    outside = "外用，不能吃" if route_of(form) == "外用" else ""
    return "；".join(part for part in (note.strip(), whole, outside) if part)
