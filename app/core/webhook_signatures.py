"""Signatures of webhooks, as https://www.standardwebhooks.com says: HMAC-SHA256 of the id, the time and the body."""

import base64
import hmac
from collections.abc import Iterable
from datetime import datetime

SECRET_PREFIX = "whsec_"  # noqa: S105  of the standard


def written_secret(key: bytes) -> str:
    """Write a key as receivers configure it."""
    return SECRET_PREFIX + base64.b64encode(key).decode()


def signed_headers(keys: Iterable[bytes], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers that prove the message, with a signature for each key: while one replaces another, both."""
    seconds = str(int(at.timestamp()))
    content = b".".join((message_id.encode(), seconds.encode(), body))
    signatures = (base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys)
    return {
        "Webhook-Id": message_id,
        "Webhook-Timestamp": seconds,
        "Webhook-Signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
