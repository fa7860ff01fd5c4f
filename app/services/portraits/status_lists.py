"""Which credentials still hold: W3C Bitstring Status Lists, made of the endorsements as they are now.

A bit is 0 for what is confirmed at this moment, and 1 for all else: what was withdrawn, what went with an account, and
what never was. So nothing has to be written down when something ends.
"""

import base64
import gzip
from datetime import timedelta

from sqlalchemy import BigInteger, bindparam, func, select

from app.core.compiled import Compiled
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.uow import Runtime
from app.models.endorsements import Endorsement
from app.services.talents import credentials
from app.services.talents.credentials import CONTEXT
from app.services.talents.recognitions import CONFIRMED

LENGTH = 131_072  # bits: the least that a list may have, so that nobody is found by their place in it
LIFE = timedelta(days=1)
FRESH = timedelta(minutes=1)
LAST_LIST = 999_999


class StatusListNotFound(NotFound):
    title = Words("Liste introuvable", "No such list")


_FIRST = bindparam("first", type_=BigInteger())
_LAST = select(func.max(Endorsement.number)).scalar_subquery()
_HOLDING = select(Endorsement.number).where(CONFIRMED, Endorsement.number.between(_FIRST, _FIRST + LENGTH - 1))
LIST = Compiled(select(_LAST.label("last"), func.array(_HOLDING.scalar_subquery()).label("holding")))


def place_of(number: int) -> tuple[int, int]:
    """In which list, and which bit of it."""
    return divmod(number - 1, LENGTH)


def address_of(runtime: Runtime, number: int) -> str:
    return f"{runtime.settings.public_base_url}/v1/status-lists/{number}"


def entry(runtime: Runtime, number: int) -> dict[str, str]:
    """What a credential says of where to look."""
    page, bit = place_of(number)
    address = address_of(runtime, page)
    return {
        "id": f"{address}#{bit}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(bit),
        "statusListCredential": address,
    }


async def get(runtime: Runtime, number: int) -> str:
    """Raises StatusListNotFound for a list that nothing was ever in; the first one is always there."""
    first = number * LENGTH + 1
    row = await runtime.database.reads.fetchrow(LIST.query, *LIST.values({"first": first}))
    if row is None or (row["last"] or 1) < first:
        raise StatusListNotFound
    address, now = address_of(runtime, number), runtime.clock()
    said = {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": credentials.did(runtime),
        "validFrom": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "validUntil": (now + LIFE).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": _encoded([item - first for item in row["holding"]]),
            "ttl": FRESH // timedelta(milliseconds=1),
        },
    }
    times = {"nbf": int(now.timestamp()), "exp": int((now + LIFE).timestamp())}
    return credentials.signed(runtime, said, jti=address, sub=f"{address}#list", **times)


def _encoded(holding: list[int]) -> str:
    bits = bytearray(b"1") * LENGTH
    for bit in holding:
        bits[bit] = ord("0")
    packed = int(bits, 2).to_bytes(LENGTH // 8, "big")  # the first bit is the highest of the first byte
    return "u" + base64.urlsafe_b64encode(gzip.compress(packed, 6, mtime=0)).decode().rstrip("=")
