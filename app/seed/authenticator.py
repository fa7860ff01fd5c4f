"""A person's second factor: added once, and proved later by codes that stand in for the app."""

import asyncio
import json
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pyotp

from app.seed.visitor import Refused, Visitor

FACTOR = "/v1/me/second-factor"
STEP = 30  # seconds: a code of the app counts once


@dataclass
class Authenticator:
    """Each secret and each use of a code is on disk before the request that needs it, so that a demo that was cut off
    is finished by the next run.
    """

    visitor: Visitor
    kept: Path  # secret, and recovery codes that were not used

    async def prove(self) -> None:
        record = json.loads(self.kept.read_text()) if self.kept.exists() else await self._begin()
        try:
            answer = await self._verify(record)
        except Refused as refused:
            if refused.status != HTTPStatus.NOT_FOUND:
                raise
            record = await self._begin()  # what is on disk is of a database that is gone
            answer = await self._verify(record)
        record["codes"] = answer.get("new_recovery_codes") or record["codes"] or await self._renew()
        self._keep(record)

    async def _begin(self) -> dict[str, Any]:
        begun = await self.visitor.make(FACTOR, method="POST")
        record = {"secret": begun["secret"], "codes": []}
        self._keep(record)
        return record

    async def _verify(self, kept: dict[str, Any]) -> dict[str, Any]:
        if kept["codes"]:
            code = kept["codes"].pop()
            self._keep(kept)
            return await self._send(code)
        app = pyotp.TOTP(kept["secret"])
        try:
            return await self._send(app.now())
        except Refused:  # a run that was cut off used this code
            await asyncio.sleep(STEP - time.time() % STEP + 1)
            return await self._send(app.now())

    async def _send(self, code: str) -> dict[str, Any]:
        return await self.visitor.ask("PUT", f"{FACTOR}/verification", {"code": code})

    async def _renew(self) -> list[str]:
        codes: list[str] = (await self.visitor.ask("POST", f"{FACTOR}/recovery-codes"))["recovery_codes"]
        return codes

    def _keep(self, kept: dict[str, Any]) -> None:
        self.kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.kept.with_suffix(".new")
        fresh.write_text(json.dumps(kept))
        fresh.rename(self.kept)
