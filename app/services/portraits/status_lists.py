"""Validity of credentials: W3C Bitstring Status Lists, made of the endorsements as they are now.

A bit is 0 for an endorsement that is confirmed now. It is 1 for a withdrawn endorsement, for one of an erased account
and for a number that was never given. So the end of an endorsement needs no entry.
"""

import base64
import gzip
from datetime import timedelta

from sqlalchemy import BigInteger, bindparam, func, select

from app.core.clock import on_the_wire
from app.core.compiled import Compiled
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.uow import Runtime
from app.models.endorsements import Endorsement
from app.services.talents import credentials
from app.services.talents.credentials import CONTEXT
from app.services.talents.recognitions import IS_CONFIRMATION

LENGTH = 131_072  # bits: the minimum of the standard, so that a place in the list identifies nobody
LIFE = timedelta(days=1)
FRESH = timedelta(minutes=1)
LAST_LIST = 999_999


class StatusListNotFound(NotFound):
    title = Words("Liste introuvable")


_FIRST = bindparam("first", type_=BigInteger())
_LAST = select(func.max(Endorsement.number)).scalar_subquery()
_HOLDING = select(Endorsement.number).where(IS_CONFIRMATION, Endorsement.number.between(_FIRST, _FIRST + LENGTH - 1))
LIST = Compiled(select(_LAST.label("last"), func.array(_HOLDING.scalar_subquery()).label("holding")))


def place_of(number: int) -> tuple[int, int]:
    """The list of that number, and the bit in it."""
    return divmod(number - 1, LENGTH)


def address_of(runtime: Runtime, number: int) -> str:
    return f"{runtime.settings.public_base_url}/v1/status-lists/{number}"


def entry(runtime: Runtime, number: int) -> dict[str, str]:
    """The field `credentialStatus`: list and bit of that credential."""
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
    """Sign a status list. Raises StatusListNotFound for a list without numbers; the first list always exists."""
    first = number * LENGTH + 1
    row = await runtime.database.reads.fetchrow(LIST.query, *LIST.values({"first": first}))
    if row is None or (row["last"] or 1) < first:
        raise StatusListNotFound
    address, now = address_of(runtime, number), runtime.clock().replace(microsecond=0)
    credential = {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": credentials.did(runtime),
        "validFrom": on_the_wire(now),
        "validUntil": on_the_wire(now + LIFE),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": _encode([item - first for item in row["holding"]]),
            "ttl": FRESH // timedelta(milliseconds=1),
        },
    }
    times = {"nbf": int(now.timestamp()), "exp": int((now + LIFE).timestamp())}
    return credentials.signed(runtime, credential, jti=address, sub=f"{address}#list", **times)


def _encode(holding: list[int]) -> str:
    bits = bytearray(b"1") * LENGTH
    for bit in holding:
        bits[bit] = ord("0")
    data = int(bits, 2).to_bytes(LENGTH // 8, "big")  # the first bit is the highest of the first byte
    return "u" + base64.urlsafe_b64encode(gzip.compress(data, 6, mtime=0)).decode().rstrip("=")
