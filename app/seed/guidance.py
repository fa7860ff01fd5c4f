"""A counsellor: second factor, requests, grants, and what she read and wrote."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.core.clock import utc_now
from app.seed.authenticator import Authenticator
from app.seed.circle import Counsellor, Wish
from app.seed.life import Life
from app.seed.visitor import Answer, Visitor

SIX_MONTHS = timedelta(days=180)


@dataclass
class Guidance:
    told: Counsellor
    visitor: Visitor
    lives: dict[str, Life]  # by address
    kept: Path  # in the place of an authenticator's secret

    async def ask_everybody(self) -> None:
        """Ask each person once."""
        requests = {life.person.email: await self._asked(life) for life in self._asked_lives()}
        await Authenticator(self.visitor, self.kept).prove()
        for wish in self.told.requests:
            life = self.lives[wish.of]
            request = requests[wish.of] or await self._ask(wish, life)
            if request["state"] == "pending" and not wish.waits:
                await self._accept(wish, life, request)
                await self._read(wish, life)

    def _asked_lives(self) -> list[Life]:
        return [self.lives[wish.of] for wish in self.told.requests]

    async def _asked(self, life: Life) -> Answer | None:
        requests = await life.visitor.items("/v1/grant-requests")
        return next((item for item in requests if item["requester"]["email"] == self.told.email), None)

    async def _ask(self, wish: Wish, life: Life) -> Answer:
        code = await life.visitor.make("/v1/me/codes")
        body = {
            "code": code["code"],
            "purpose": "guidance",
            "targets": [{"type": kind} for kind in wish.asks],
            "rights": wish.rights,
            "ends_at": (utc_now() + SIX_MONTHS).isoformat(),
            "message": wish.message,
        }
        return await self.visitor.make("/v1/grant-requests", body)

    async def _accept(self, wish: Wish, life: Life, request: Answer) -> None:
        """Agree to all of it, or to less."""
        terms: dict[str, object] = {
            "targets": [{"type": target["type"], "id": target["id"]} for target in request["targets"]],
            "rights": request["rights"],
            "ends_at": request["ends_at"],
        }
        if wish.gives is not None:
            terms["targets"] = [{"type": kind} for kind in wish.gives]
        if wish.moments is not None:
            terms["targets"] = [{"type": "experience", "id": moment} for moment in self._moments(wish, life)]
        if wish.days is not None:
            terms["ends_at"] = (utc_now() + timedelta(days=wish.days)).isoformat()
        body = await life.visitor.agreed("share", terms)
        await life.visitor.make(f"/v1/grant-requests/{request['id']}/acceptance", body, "PUT")

    async def _read(self, wish: Wish, life: Life) -> None:
        """Read what she was granted, which is logged. Then comment on it."""
        me = await life.visitor.ask("GET", "/v1/me")
        grants = (await self.visitor.ask("GET", f"/v1/beneficiaries/{me['id']}"))["grants"]
        places = {"story": "/v1/stories/{id}", "portrait": "/v1/portraits/{id}", "experience": "/v1/experiences/{id}"}
        for item in grants:
            kind, target_id = item["target"]["type"], item["target"]["id"]
            path = places[kind].format(id=target_id) if target_id else f"/v1/{kind}?user_id={me['id']}"
            await self.visitor.ask("GET", path)
            if wish.comment and kind == "story":
                body = {"target": {"type": "story", "id": target_id}, "text": wish.comment}
                await self.visitor.make("/v1/comments", body)

    def _moments(self, wish: Wish, life: Life) -> list[str]:
        return [
            str(life.id_of(experience))
            for experience in life.person.experiences
            if experience.title in (wish.moments or ())
        ]
