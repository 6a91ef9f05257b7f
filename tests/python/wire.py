"""The encoding of docs/protocol.md, written from that text alone: each type reads and writes."""


class Bad(Exception):
    """The bytes are no such object."""


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise Bad("the bytes end early")
        self.at += count
        return self.data[self.at - count : self.at]


class Number:
    """LEB128, of at most so many bits."""

    def __init__(self, bits, signed=False):
        self.bits, self.signed = bits, signed

    def read(self, reader):
        value, shift = 0, 0
        while True:
            byte = reader.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
            if shift >= self.bits + 7:
                raise Bad("a number is too long")
        if value >> self.bits:
            raise Bad("a number is too high")
        return (value >> 1) ^ -(value & 1) if self.signed else value

    def write(self, value):
        if self.signed:
            value = (value << 1) ^ (value >> (self.bits - 1))
        out = bytearray()
        while value > 0x7F:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        return bytes(out) + bytes([value])


class Array:
    """Bytes of a fixed length, which stand as they are."""

    def __init__(self, length):
        self.length = length

    def read(self, reader):
        return reader.take(self.length)

    def write(self, value):
        return value


class Byte:
    def read(self, reader):
        return reader.take(1)[0]

    def write(self, value):
        return bytes([value])


class Open:
    """Bytes of open length, behind it."""

    def read(self, reader):
        return reader.take(USIZE.read(reader))

    def write(self, value):
        return USIZE.write(len(value)) + value


class Text(Open):
    def read(self, reader):
        try:
            return super().read(reader).decode()
        except UnicodeDecodeError as error:
            raise Bad("no text") from error

    def write(self, value):
        return super().write(value.encode())


class Flag:
    def read(self, reader):
        byte = reader.take(1)[0]
        if byte > 1:
            raise Bad("neither 0 nor 1")
        return bool(byte)

    def write(self, value):
        return bytes([value])


class Option:
    def __init__(self, of):
        self.of = of

    def read(self, reader):
        return self.of.read(reader) if Flag().read(reader) else None

    def write(self, value):
        return b"\0" if value is None else b"\1" + self.of.write(value)


class Many:
    def __init__(self, of):
        self.of = of

    def read(self, reader):
        return [self.of.read(reader) for _ in range(USIZE.read(reader))]

    def write(self, value):
        return USIZE.write(len(value)) + b"".join(map(self.of.write, value))


class Fields:
    def __init__(self, **fields):
        self.fields = fields

    def read(self, reader):
        return {name: of.read(reader) for name, of in self.fields.items()}

    def write(self, value):
        return b"".join(of.write(value[name]) for name, of in self.fields.items())


class Variants:
    """The number of the variant, then its fields; the value is a pair of both."""

    def __init__(self, *variants):
        self.variants = variants

    def read(self, reader):
        number = Number(32).read(reader)
        if number >= len(self.variants):
            raise Bad("an unknown number")
        return number, self.variants[number].read(reader)

    def write(self, value):
        number, fields = value
        return Number(32).write(number) + self.variants[number].write(fields)


USIZE = Number(64)


def decode(of, data):
    """Exactly one object, in the one encoding."""
    reader = Reader(data)
    value = of.read(reader)
    if of.write(value) != data:
        raise Bad("not canonical, or bytes behind it")
    return value
