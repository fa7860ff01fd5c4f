"""Somebody's second factor: begun once, and proved by a code that stands in for it each time after."""

import json
from dataclasses import dataclass
from pathlib import Path

import pyotp

from app.seed.visitor import Visitor

FACTOR = "/v1/me/second-factor"


@dataclass
class Authenticator:
    visitor: Visitor
    kept: Path  # where it would keep its secret

    async def prove(self) -> None:
        if not self.kept.exists():
            begun = await self.visitor.make(FACTOR, method="POST")
            code = {"code": pyotp.TOTP(begun["secret"]).now()}
            answer = await self.visitor.ask("PUT", f"{FACTOR}/verification", code)
            self.kept.parent.mkdir(parents=True, exist_ok=True)
            self.kept.write_text(json.dumps({"secret": begun["secret"], "codes": answer["new_recovery_codes"]}))
            return
        codes = json.loads(self.kept.read_text())
        await self.visitor.ask("PUT", f"{FACTOR}/verification", {"code": codes["codes"].pop()})
        if not codes["codes"]:
            codes["codes"] = (await self.visitor.ask("POST", f"{FACTOR}/recovery-codes"))["recovery_codes"]
        self.kept.write_text(json.dumps(codes))
