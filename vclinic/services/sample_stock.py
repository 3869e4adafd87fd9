"""The stock of the sample village: ten drugs in two batches each, and a few tablets that have expired."""

from datetime import date, timedelta

from vclinic.services.workstation import Workstation
from vclinic.storage import stock_ledger
from vclinic.storage.unit_of_work import UnitOfWork

STOCKED = (
    ("氨氯地平", "5 mg", "片剂", 150),
    ("缬沙坦", "80 mg", "胶囊", 280),
    ("依那普利", "10 mg", "片剂", 120),
    ("氢氯噻嗪", "25 mg", "片剂", 40),
    ("美托洛尔", "25 mg", "片剂", 110),
    ("二甲双胍", "0.5 g", "片剂", 90),
    ("格列美脲", "2 mg", "片剂", 160),
    ("对乙酰氨基酚", "0.5 g", "片剂", 50),
    ("阿莫西林", "0.25 g", "胶囊", 130),
    ("布洛芬", "0.3 g", "缓释胶囊", 260),
)


def receive_stock(station: Workstation, work: UnitOfWork, start: date, count: int, months: int) -> int:
    """Enough of each drug in two batches, one of them near its expiry, and a few tablets that have expired.

    Returns:
        How many batches.
    """
    today = station.clock.today()
    need = 60 * max(10, count // 6) * max(2, months)
    batches = 0
    for place, (generic, strength, form, cost) in enumerate(STOCKED):
        drug = station.catalog.find(generic, strength, form)
        if drug is None:
            continue
        for letter, expires, quantity in (
            ("A", today + timedelta(days=68 + 11 * place), need // 2),
            ("B", today + timedelta(days=430 + 17 * place), need),
        ):
            batch = stock_ledger.add_batch(work, drug, f"{letter}{expires:%y%m}{place + 1:02d}", expires, cost)
            stock_ledger.enter(work, batch, "receive", quantity=quantity, moved_on=start, reason="入库")
            batches += 1
        if place == 1:
            old = stock_ledger.add_batch(work, drug, "V240903", today - timedelta(days=24), cost)
            stock_ledger.enter(work, old, "receive", quantity=4, moved_on=start, reason="入库")
            batches += 1
    return batches
