"""A clinic's data that were moved to another computer while the old one goes on: to the township both are one device, and
each would push the other aside for ever.

The township's ``replayed`` means one of three: the folder was put back as it was some time ago, its newest was lost, or
another computer goes on with the same data. The first time another life is begun, as after a restore (`put_back`). Told so
again within that very life, it is another computer, and this one stops: it was the first to be told, so it is the one the
data were moved away from. A restore and a new pairing begin from the start.
"""

from vclinic.domain.problem import Refused
from vclinic.storage import put_back
from vclinic.storage.rounds import TAKEN_OVER
from vclinic.storage.store import Store
from vclinic.storage.unit_of_work import TAG

_TOLD = "told_replayed"  # "device tag": the life that was begun at the township's word
_SENTENCE = (
    "本机的资料也在另一台电脑上用，那一台已经接着上报，所以这一台停止上报。资料都在本机，没有丢。"
    "以后只用那一台的，把这一台没报的用U盘交给卫生院就行；这一台还要用的，请向卫生院要一份新的接入单，在上报中心按“重新接入”。"
)


def begin_anew(store: Store, device: str) -> None:
    """Begin another life at the township's word.

    Args:
        device: what the township calls this machine.

    Raises:
        Refused: ``taken_over``, it was said before in this life.
    """
    told = store.meta(_TOLD).get(_TOLD)
    if told == _life(store, device):
        raise Refused(TAKEN_OVER, _SENTENCE)
    put_back.begin_anew(store)
    store.set_meta({_TOLD: _life(store, device)})


def _life(store: Store, device: str) -> str:
    return f"{device} {store.meta(TAG)[TAG]}"
