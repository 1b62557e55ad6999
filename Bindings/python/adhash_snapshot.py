"""Reads snapshot files of version 2 (docs/snapshot_format.md) with nothing but the standard library.

    for key, value in Snapshot("map.snap"):
        ...

Everything is verified before it is given out: header, metadata, index and trailer by the file's digest when it is
opened, each block by its checksum when it is read. `Snapshot(path, signer=hex of a public key)` refuses a file that is
not signed by that key; the signature of any signed file is verified. Snapshots compressed with zstd need a decompressor, given as
`Snapshot(path, zstd=function from bytes to bytes)`; checksums of large blocks take about a second a megabyte here.

As a program: python3 adhash_snapshot.py FILE [SIGNER] writes the entries as JSON lines, key and value in hex; SIGNER is
a public key of 64 hex digits, or the line that a file of one holds. Exit codes: 1 for a file that is not believed or
cannot be read, 2 for a command line that is wrong.
"""
import hashlib
import json
import os
import struct
import sys
import zlib

MASK = (1 << 64) - 1
PRIME32 = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
PRIME64 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb"
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")


# Ed25519 (RFC 8032): verification alone, on the twisted Edwards curve over the integers modulo FIELD.
FIELD = 2**255 - 19
GROUP = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, FIELD - 2, FIELD) % FIELD


class SnapshotError(Exception):
    """Why a file is not believed, with the part and its place."""


def _u32(data, place):
    return struct.unpack_from("<I", data, place)[0]


def _u64(data, place):
    return struct.unpack_from("<Q", data, place)[0]


def _fold(a, b):
    product = a * b
    return (product & MASK) ^ (product >> 64)


def _swap(word):
    return int.from_bytes(word.to_bytes(8, "little"), "big")


def _rotate(word, bits):
    return ((word << bits) | (word >> (64 - bits))) & MASK


def _avalanche(h):
    h ^= h >> 37
    h = h * 0x165667919E3779F9 & MASK
    return h ^ h >> 32


def _xxh64_avalanche(h):
    h ^= h >> 33
    h = h * PRIME64[1] & MASK
    h ^= h >> 29
    h = h * PRIME64[2] & MASK
    return h ^ h >> 32


def _mix16(data, place, secret, at, seed):
    return _fold(
        _u64(data, place) ^ (_u64(secret, at) + seed & MASK),
        _u64(data, place + 8) ^ (_u64(secret, at + 8) - seed & MASK))


def xxh3(data, seed=0):
    """XXH3-64 of some bytes."""
    data = bytes(data)
    n = len(data)
    if n == 0:
        return _xxh64_avalanche(seed ^ _u64(SECRET, 56) ^ _u64(SECRET, 64))
    if n <= 3:
        word = data[0] << 16 | data[n >> 1] << 24 | data[n - 1] | n << 8
        return _xxh64_avalanche(word ^ ((_u32(SECRET, 0) ^ _u32(SECRET, 4)) + seed & MASK))
    if n <= 8:
        seed ^= int.from_bytes((seed & 0xFFFFFFFF).to_bytes(4, "little"), "big") << 32
        word = _u32(data, n - 4) + (_u32(data, 0) << 32)
        h = word ^ ((_u64(SECRET, 8) ^ _u64(SECRET, 16)) - seed & MASK)
        h ^= _rotate(h, 49) ^ _rotate(h, 24)
        h = h * 0x9FB21C651E98DF25 & MASK
        h ^= (h >> 35) + n
        h = h * 0x9FB21C651E98DF25 & MASK
        return h ^ h >> 28
    if n <= 16:
        low = _u64(data, 0) ^ ((_u64(SECRET, 24) ^ _u64(SECRET, 32)) + seed & MASK)
        high = _u64(data, n - 8) ^ ((_u64(SECRET, 40) ^ _u64(SECRET, 48)) - seed & MASK)
        return _avalanche(n + _swap(low) + high + _fold(low, high) & MASK)
    if n <= 128:
        total = n * PRIME64[0]
        for pair in range((n - 1) // 32, -1, -1):
            total += _mix16(data, 16 * pair, SECRET, 32 * pair, seed)
            total += _mix16(data, n - 16 * (pair + 1), SECRET, 32 * pair + 16, seed)
        return _avalanche(total & MASK)
    if n <= 240:
        total = n * PRIME64[0]
        for number in range(8):
            total += _mix16(data, 16 * number, SECRET, 16 * number, seed)
        total = _avalanche(total & MASK)
        for number in range(8, n // 16):
            total += _mix16(data, 16 * number, SECRET, 16 * (number - 8) + 3, seed)
        total += _mix16(data, n - 16, SECRET, 136 - 17, seed)
        return _avalanche(total & MASK)
    return _xxh3_long(data, seed)


def _xxh3_long(data, seed):
    secret = b"".join(
        struct.pack("<QQ", _u64(SECRET, i) + seed & MASK, _u64(SECRET, i + 8) - seed & MASK)
        for i in range(0, 192, 16))
    keys = [struct.unpack_from("<8Q", secret, 8 * stripe) for stripe in range(16)]
    n = len(data)
    lanes = [
        PRIME32[2], PRIME64[0], PRIME64[1], PRIME64[2], PRIME64[3], PRIME32[1], PRIME64[4], PRIME32[0]]

    def accumulate(stripe, key):
        for i in range(8):
            word = stripe[i]
            mixed = word ^ key[i]
            lanes[i ^ 1] += word
            lanes[i] = lanes[i] + (mixed & 0xFFFFFFFF) * (mixed >> 32) & MASK
        for i in range(8):
            lanes[i] &= MASK

    blocks = (n - 1) // 1024
    for block in range(blocks):
        for stripe in range(16):
            accumulate(struct.unpack_from("<8Q", data, 1024 * block + 64 * stripe), keys[stripe])
        for i in range(8):
            lane = lanes[i]
            lanes[i] = (lane ^ lane >> 47 ^ _u64(secret, 128 + 8 * i)) * PRIME32[0] & MASK
    rest = 1024 * blocks
    for stripe in range((n - 1 - rest) // 64):
        accumulate(struct.unpack_from("<8Q", data, rest + 64 * stripe), keys[stripe])
    accumulate(struct.unpack_from("<8Q", data, n - 64), struct.unpack_from("<8Q", secret, 192 - 64 - 7))
    total = n * PRIME64[0]
    for i in range(4):
        total += _fold(lanes[2 * i] ^ _u64(secret, 11 + 16 * i), lanes[2 * i + 1] ^ _u64(secret, 19 + 16 * i))
    return _avalanche(total & MASK)


def _point(data):
    """The point that 32 bytes name, or None."""
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & (1 << 255) - 1
    if y >= FIELD:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, FIELD - 2, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if x * x % FIELD != square:
        x = x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    if x * x % FIELD != square or (x == 0 and odd):
        return None
    return (x if x & 1 == odd else FIELD - x, y)


def _add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = CURVE * x1 * x2 * y1 * y2 % FIELD
    return ((x1 * y2 + x2 * y1) * pow(1 + t, FIELD - 2, FIELD) % FIELD,
            (y1 * y2 + x1 * x2) * pow(1 - t, FIELD - 2, FIELD) % FIELD)


def _times(number, point):
    total = (0, 1)
    while number:
        if number & 1:
            total = _add(total, point)
        point, number = _add(point, point), number >> 1
    return total


def ed25519_holds(public, signature, message):
    """Whether 64 bytes are the signature of a message under a public key of 32 bytes; takes a tenth of a second."""
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= GROUP:
        return False
    base = _point((4 * pow(5, FIELD - 2, FIELD) % FIELD).to_bytes(32, "little"))
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % GROUP
    return _times(scalar, base) == _add(commitment, _times(challenge, key))


class Snapshot:
    """An open snapshot: `metadata`, `entries`, `digest` and `signer` (hex), and by iteration its keys and values."""

    def __init__(self, path, zstd=None, signer=None):
        self.path, self._zstd = path, zstd
        self._file = open(path, "rb")
        size = self._size = self._file.seek(0, 2)
        self._file.seek(0)
        head = self._file.read(64)
        if head[:8] == b"ADHSNAP1":
            raise SnapshotError(f"{path} is a pickle of the earlier Python program (ADHSNAP1)")
        if head[:8] != b"ADHSNAP2":
            raise SnapshotError(f"{path} is no snapshot: it does not begin with ADHSNAP2")
        self._check(len(head) == 64, "the header", 0)
        version, length, flags, self.hash, metadata = struct.unpack_from("<HHIII", head, 8)
        if (version, length) != (2, 64) or flags & ~0x100 > 2 or self.hash > 1:
            raise SnapshotError(f"{path} needs a later reader")
        self.compression = ("none", "gzip", "zstd")[flags & ~0x100]
        end = size - 152 - (120 if flags & 0x100 else 0)
        self._seed = _u64(head, 24)
        text = self._read(64, metadata)
        self._check(xxh3(head[:56] + text) == _u64(head, 56), "the header", 0)
        trailer = self._read(size - 152, 152)
        whole = trailer[144:] == b"ADHSNEND" and xxh3(trailer[:136]) == _u64(trailer, 136)
        self._check(whole and trailer[:64] == head, "the trailer", size - 152)
        place, count, self.blocks, self.entries, total = struct.unpack_from("<5Q", trailer, 64)
        self._check(place + count == end, "the trailer", size - 152)
        index = self._read(place, count)
        digest = hashlib.blake2b(head + text + index + trailer[:104], digest_size=32).digest()
        self._check(xxh3(index) == total and digest == trailer[104:136], "the index", place)
        self.digest = digest.hex()
        self.signer = self._signer(end, digest) if flags & 0x100 else None
        if signer is not None and self.signer != (signer.split() or [""])[-1].lower():
            raise SnapshotError(f"{path} is not signed by that key")
        try:
            self.metadata = dict(line.split("=", 1) for line in text.decode().split("\n") if line)
        except ValueError:
            self._check(False, "the metadata", 64)
        self._records, at = [], 0
        while at < count:
            self._check(count - at >= 40, "the index", place)
            self._records.append(struct.unpack_from("<QIIIIIIQ", index, at))
            at += 56 + min(self._records[-1][4], 48) + min(self._records[-1][5], 48)
        self._check(at == count and len(self._records) == self.blocks, "the index", place)

    def _signer(self, place, digest):
        section = self._read(place, 120)
        algorithm, zero = struct.unpack_from("<II", section, 8)
        whole = section[:8] == b"ADHSSIGN" and xxh3(section[:112]) == _u64(section, 112) and zero == 0
        self._check(whole, "the signature", place)
        if algorithm != 1:
            raise SnapshotError(f"{self.path} needs a later reader")
        public = section[16:48]
        self._check(ed25519_holds(public, section[48:112], section[:48] + digest), "the signature", place)
        return public.hex()

    def _read(self, place, count):
        self._check(0 <= place <= self._size - count, "the file", place)
        self._file.seek(place)
        data = self._file.read(count)
        self._check(len(data) == count, "the file", place)
        return data

    def _check(self, holds, part, place):
        if not holds:
            raise SnapshotError(f"{self.path} is damaged: {part} at byte {place} does not hold")

    def __iter__(self):
        for number, record in enumerate(self._records):
            place, stored, size, entries, _, _, _, total = record
            block = self._read(place, 32 + stored)
            frame = struct.unpack_from("<Q4sIIIII", block)
            right = frame == (total, b"ABLK", number, stored, size, entries, 0)
            self._check(right and xxh3(block[8:], self._seed) == total, f"block {number}", place)
            content = self._expand(block[32:], size)
            self._check(len(content) == size, f"block {number}", place)
            at = 0
            for _ in range(entries):
                self._check(size - at >= 8, f"block {number}", place)
                key, value = struct.unpack_from("<II", content, at)
                self._check(size - at - 8 >= key + value, f"block {number}", place)
                yield content[at + 8:at + 8 + key], content[at + 8 + key:at + 8 + key + value]
                at += 8 + key + value

    def _expand(self, payload, size):
        if self.compression == "none":
            return payload
        if self.compression == "gzip":
            try:
                # Never more than the file says, whatever a block would become.
                return zlib.decompressobj(31).decompress(payload, size + 1)
            except zlib.error as error:
                raise SnapshotError(f"{self.path} has a block that is no gzip data: {error}") from error
        if self._zstd is None:
            raise SnapshotError(f"{self.path} is compressed with zstd: give a decompressor (Python has one from 3.14 on)")
        return self._zstd(payload)

    def get(self, key, default=None):
        """The value of a key; reads blocks until it is found."""
        return next((value for found, value in self if found == key), default)


def _zstd():
    """The decompressor of the standard library, which has one from 3.14 on."""
    try:
        from compression import zstd
    except ImportError:
        return None
    return zstd.decompress


def main(words):
    if len(words) not in (1, 2) or words[0] in ("-h", "--help"):
        print("usage: python3 adhash_snapshot.py FILE [SIGNER]", file=sys.stderr)
        return 2
    try:
        for key, value in Snapshot(words[0], _zstd(), words[1] if len(words) == 2 else None):
            print(json.dumps({"key": key.hex(), "value": value.hex()}))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has enough; what is not written yet is for nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (SnapshotError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
