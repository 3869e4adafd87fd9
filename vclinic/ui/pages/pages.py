"""Pages by name, made when first opened: thirteen made at once would keep the doctor waiting after the password, and
hold memory for pages that nobody opens that day."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from vclinic.ui.destinations import Destination
from vclinic.ui.pages.page import AnyPage
from vclinic.ui.widgets.nav_rail import Place


class Pages(Mapping[str, AnyPage]):
    """The pages of the program.

    Attributes:
        kinds: the classes, by name; they say what the frame must know before a page is made.
    """

    def __init__(self, kinds: Sequence[type[AnyPage]], make: Callable[[type[AnyPage]], AnyPage]) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self._by_destination = {destination: kind for kind in kinds for destination in kind.opens}
        self._make = make
        self._made: dict[str, AnyPage] = {}
        self._when_made: Callable[[AnyPage], None] | None = None

    def when_made(self, call: Callable[[AnyPage], None]) -> None:
        """What is to be done with a page as soon as it exists."""
        self._when_made = call

    def __getitem__(self, name: str) -> AnyPage:
        """The page of that name, made now if it does not exist yet."""
        if name not in self._made:
            page = self._make(self.kinds[name])
            self._made[name] = page
            if self._when_made is not None:
                self._when_made(page)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)

    def kind_for(self, destination: Destination) -> type[AnyPage]:
        """The class that declares to open it."""
        return self._by_destination[type(destination)]

    def place_of(self, kind: type[AnyPage]) -> Place | None:
        """The place in the rail that is marked while such a page is open."""
        return self.kinds[kind.behind].place if kind.behind else kind.place
