"""Hashes, signatures and seals of docs/protocol.md. HChaCha20, HPKE and X-Wing stand here because
the crypto package has only what they are made of."""

import hashlib
import hmac
import struct

import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from wire import Bad


def domain(label):
    return f"fondly/1 {label}".encode().ljust(32, b"\0")


def framed(label, *fields):
    return domain(label) + b"".join(struct.pack("<Q", len(field)) + field for field in fields)


def H(label, *fields):
    return hashlib.sha256(framed(label, *fields)).digest()


def MAC(label, key, *fields):
    return hmac.new(key, framed(label, *fields), hashlib.sha256).digest()


def verify(key, label, digest, signature):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, domain(label) + digest)
    except InvalidSignature as error:
        raise Bad("a signature") from error


def extract(salt, key):
    return hmac.new(salt or bytes(32), key, hashlib.sha256).digest()


def expand(key, info, length):
    out, block = b"", b""
    while len(out) < length:
        block = hmac.new(
            key, block + info + bytes([len(out) // 32 + 1]), hashlib.sha256
        ).digest()
        out += block
    return out[:length]


def hchacha20(key, nonce):
    state = list(struct.unpack("<4I8I4I", b"expand 32-byte k" + key + nonce))

    def quarter(a, b, c, d):
        for to, by, mix, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            state[to] = (state[to] + state[by]) & 0xFFFFFFFF
            mixed = state[mix] ^ state[to]
            state[mix] = (mixed << turn | mixed >> (32 - turn)) & 0xFFFFFFFF

    for _ in range(10):
        for at in range(4):
            quarter(at, at + 4, at + 8, at + 12)
        for at in range(4):
            quarter(at, (at + 1) % 4 + 4, (at + 2) % 4 + 8, (at + 3) % 4 + 12)
    return struct.pack("<8I", *state[:4], *state[12:])


def open_sealed(key, prefix, info, sealed):
    """`prefix | commit 32 | nonce 24 | ciphertext | tag 16`, under an epoch key."""
    if not sealed.startswith(prefix) or len(sealed) < len(prefix) + 72:
        raise Bad("not sealed so")
    start = len(prefix) + 56
    commit, nonce = sealed[len(prefix) : start - 24], sealed[start - 24 : start]
    derived = expand(extract(nonce, key), info, 64)
    if not hmac.compare_digest(derived[32:], commit):
        raise Bad("another key")
    cipher = ChaCha20Poly1305(hchacha20(derived[:32], nonce[:16]))
    try:
        return cipher.decrypt(bytes(4) + nonce[16:], sealed[start:], sealed[:start])
    except InvalidTag as error:
        raise Bad("a bit is wrong") from error


def padded_length(length):
    length = max(length, 1024)
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def unpack(plaintext):
    """`length u32 LE | one zstd frame | zeros`, at most 1 MiB of contents."""
    (length,) = struct.unpack_from("<I", plaintext)
    frame, rest = plaintext[4 : 4 + length], plaintext[4 + length :]
    if len(frame) < length or any(rest) or len(plaintext) != padded_length(4 + length):
        raise Bad("the padding")
    try:
        decoder = zstandard.ZstdDecompressor(max_window_size=1 << 20).decompressobj()
        contents = decoder.decompress(frame)
    except zstandard.ZstdError as error:
        raise Bad("the frame") from error
    if not decoder.eof or decoder.unused_data or len(contents) > 1 << 20:
        raise Bad("the frame")
    return contents


XWING = bytes.fromhex("5c2e2f2f5e5c")


def xwing_keys(seed):
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def open_wrapped(seed, info, wrapped):
    """HPKE (RFC 9180) base mode, X-Wing, HKDF-SHA256, ChaCha20-Poly1305, no associated data."""
    encapsulated, ciphertext = wrapped[:1120], wrapped[1120:]
    kem, curve = xwing_keys(seed)
    of_curve = encapsulated[1088:]
    shared = hashlib.sha3_256(
        kem.decapsulate(encapsulated[:1088])
        + curve.exchange(X25519PublicKey.from_public_bytes(of_curve))
        + of_curve
        + curve.public_key().public_bytes_raw()
        + XWING
    ).digest()
    suite = b"HPKE" + bytes.fromhex("647a00010003")

    def labelled_extract(salt, label, key):
        return extract(salt, b"HPKE-v1" + suite + label + key)

    def labelled_expand(key, label, context, length):
        prefix = struct.pack(">H", length) + b"HPKE-v1" + suite
        return expand(key, prefix + label + context, length)

    context = (
        b"\0" + labelled_extract(b"", b"psk_id_hash", b"") + labelled_extract(b"", b"info_hash", info)
    )
    secret = labelled_extract(shared, b"secret", b"")
    key = labelled_expand(secret, b"key", context, 32)
    nonce = labelled_expand(secret, b"base_nonce", context, 12)
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, ciphertext, b"")
    except InvalidTag as error:
        raise Bad("another recipient, or a bit is wrong") from error
