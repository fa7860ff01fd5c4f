"""Webhooks by HTTP POST, through the one way out."""

from collections.abc import Mapping

from app.adapters.outbound import NotAllowed, Outbound
from app.core.ports import WebhookRefused


class HttpWebhooks:
    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def accepts(self, url: str) -> bool:
        return self._outbound.allows(url)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        try:
            return (await self._outbound.post(url, body, headers)).status
        except NotAllowed as error:
            raise WebhookRefused("Not an address that we write to") from error
