"""Web Push (RFC 8030), encrypted for one browser (RFC 8291), signed by us (RFC 8292)."""

import time
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from app.adapters.outbound import NotAllowed, Outbound
from app.core.ports import Push, PushGone, PushRefused

RETENTION_SECONDS = 86_400  # seconds for which a service keeps a push for an offline device
SIGNATURE_SECONDS = 12 * 3_600
GONE_STATUSES = {404, 410}
TOO_MANY = 429


class WebPusher:
    def __init__(self, key: ec.EllipticCurvePrivateKey, contact: str, outbound: Outbound) -> None:
        """`contact`: the operator's address for push services, a mailto: or https: address."""
        self._key = key
        self._contact = contact
        self._outbound = outbound

    def accepts(self, endpoint: str) -> bool:
        return self._outbound.allows(endpoint)

    async def send(self, push: Push) -> None:
        try:
            answer = await self._outbound.post(push.endpoint, self._encrypted(push), self._headers(push))
        except NotAllowed as error:
            raise PushRefused("Not a push service that we talk to") from error
        if answer.status in GONE_STATUSES:
            raise PushGone
        if answer.status == TOO_MANY or answer.status >= 500:  # noqa: PLR2004  its own fault
            raise ConnectionError(f"The push service answered {answer.status}")
        if answer.status >= 300:  # noqa: PLR2004
            raise PushRefused(f"The push service answered {answer.status}")

    def _encrypted(self, push: Push) -> bytes:
        import pywebpush  # noqa: PLC0415  it brings two HTTP clients along: only who sends pays for them

        subscription = {"endpoint": push.endpoint, "keys": {"p256dh": push.p256dh, "auth": push.auth}}
        content: bytes = pywebpush.WebPusher(subscription).encode(push.payload)["body"]
        return content

    def _headers(self, push: Push) -> dict[str, str]:
        from py_vapid import Vapid02  # noqa: PLC0415

        parts = urlsplit(push.endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + SIGNATURE_SECONDS,
            "sub": self._contact,
        }
        headers: dict[str, Any] = Vapid02(self._key).sign(claims)
        return {
            **headers,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(RETENTION_SECONDS),
            "Topic": push.topic,
            "Urgency": "normal",
        }
