"""Whole numbers in as few bytes as they need: seven bits a byte, the highest bit says that more follow."""

_MOST = 10  # bytes; what a 64-bit number needs


def write(number: int) -> bytes:
    """The bytes of a number from 0 on."""
    content = bytearray()
    while number > 127:
        content.append(number & 127 | 128)
        number >>= 7
    content.append(number)
    return bytes(content)


class Reader:
    """Goes through bytes from their beginning."""

    def __init__(self, content: bytes, place: int = 0) -> None:
        self.content = content
        self.place = place

    def take(self, count: int) -> bytes:
        """The next bytes.

        Raises:
            ValueError: there are not as many.
        """
        part = self.content[self.place : self.place + count]
        if len(part) < count:
            raise ValueError("cut short")
        self.place += count
        return part

    def number(self) -> int:
        """The next number below 2 ** 63.

        Raises:
            ValueError: it is cut short or too large.
        """
        number = 0
        for shift in range(0, 7 * _MOST, 7):
            (byte,) = self.take(1)
            number |= (byte & 127) << shift
            if byte < 128:
                if number >= 2**63:
                    break
                return number
        raise ValueError("number too large")
