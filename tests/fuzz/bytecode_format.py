"""The check at the end of encoded code (ir/krc.c)."""
import struct

MASK = (1 << 64) - 1


def content_hash(data):
    """As ir/krc.c computes it."""
    h = 14695981039346656037
    whole = len(data) // 8 * 8
    for (word,) in struct.iter_unpack("<Q", data[:whole]):
        h = (h ^ word) * 0x9E3779B97F4A7C15 & MASK
        h ^= h >> 29
    for byte in data[whole:]:
        h = (h ^ byte) * 1099511628211 & MASK
    return h
