"""How a token of a program is written: a prefix that scanners of secrets find, 192 bits, and a checksum.

The checksum tells typing errors and other strings apart without a look at the database; it protects nothing.
"""

import re
import zlib

PERSONAL, COMMUNITY = "dta_", "dtc_"
PREFIXES = (PERSONAL, COMMUNITY)
PATTERN = re.compile(r"dt[ac]_[A-Za-z0-9_-]{32}[0-9a-f]{8}")


def with_checksum(body: str) -> str:
    return body + _checksum(body)


def is_well_formed(token: str) -> bool:
    return PATTERN.fullmatch(token) is not None and token[-8:] == _checksum(token[:-8])


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"
