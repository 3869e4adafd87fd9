"""The route on the prescription: an injection, a puff or an eye drop is never written as taken by mouth."""

import pytest

from tests.rules.people import CATALOG
from vclinic.rules.routes import care_of, route_of


@pytest.mark.parametrize(
    ("name", "route"),
    [
        ("苯磺酸氨氯地平片", "口服"), ("硝苯地平缓释片", "口服"), ("甘精胰岛素注射液", "注射"), ("注射用青霉素钠", "注射"), ("噻托溴铵吸入粉雾剂", "吸入"),
        ("左氧氟沙星滴眼液", "眼用"), ("硝酸甘油片", "舌下含服"), ("硝酸甘油舌下片", "舌下含服"), ("益母草膏", "口服"), ("尿素乳膏", "外用"),
        ("如意金黄散", "外用"), ("冰硼散", "口腔局部用"),
    ],
)  # fmt: skip
def test_routes(name: str, route: str) -> None:
    drug = next(drug for drug in CATALOG.search(name, 200) if drug.name == name)
    assert route_of(drug.form, drug.name) == route


@pytest.mark.parametrize(
    ("form", "note", "care"),
    [
        ("片剂", "", ""), ("片剂", " 饭后吃 ", "饭后吃"), ("缓释片", "", "整片整粒吞，不掰、不嚼"),
        ("肠溶片", "饭前吃", "饭前吃；整片整粒吞，不掰、不嚼"), ("乳膏剂", "", "外用，不能吃"),
    ],
)  # fmt: skip
def test_what_the_bag_says_to_mind(form: str, note: str, care: str) -> None:
    assert care_of(form, note) == care
