"""The route on the prescription: an injection, a puff or an eye drop is never written as taken by mouth."""

import pytest

from tests.rules.people import CATALOG
from vclinic.rules.routes import route_of


@pytest.mark.parametrize(
    ("name", "route"),
    [
        ("苯磺酸氨氯地平片", "口服"), ("硝苯地平缓释片", "口服"), ("甘精胰岛素注射液", "注射"), ("注射用青霉素钠", "注射"), ("噻托溴铵吸入粉雾剂", "吸入"),
        ("左氧氟沙星滴眼液", "眼用"), ("硝酸甘油片", "舌下含服"), ("硝酸甘油舌下片", "舌下含服"), ("益母草膏", "口服"), ("尿素乳膏", "外用"),
        ("如意金黄散", "外用"), ("冰硼散", "口腔局部用"),
    ],
)  # fmt: skip
def test_routes(name: str, route: str) -> None:
    drug = next(each for each in CATALOG.search(name, 200) if each.name == name)
    assert route_of(drug.form, drug.name) == route
