"""A portrait: talents with evidence, an edition, a link; and an endorsement by somebody without an account."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.core.clock import utc_now
from app.seed.cast import Portrayal
from app.seed.circle import ConfirmedPortrayal, Word
from app.seed.life import Life
from app.seed.mailbox import Mailbox
from app.seed.visitor import Answer, Visitor

SIX_MONTHS = timedelta(days=180)
PAGE = re.compile(r"https?://\S+(/e/\S+)")


@dataclass
class Drawing:
    told: Portrayal
    life: Life

    @property
    def visitor(self) -> Visitor:
        return self.life.visitor

    async def claim(self) -> None:
        for talent in self.told.talents:
            body = {"level": talent.level, "stance": talent.stance, "evidence": self._moments(talent.evidence)}
            await self.visitor.put(f"/v1/talents/{self.life.skills[talent.skill]}", body)

    async def be_endorsed(self, word: Word, endorser: Visitor, mails: Mailbox) -> None:
        """Request an endorsement by mail, and answer it on its page."""
        skill_id = self.life.skills[word.skill]
        requests = await self.visitor.items("/v1/endorsements", skill_id=skill_id)
        if not requests:
            body: dict[str, object] = {
                "email": word.email,
                "name": word.asked,
                "message": word.message,
                "locale": "fr",
            }
            evidence = {"evidence": self._moments(word.evidence)}
            requests = [await self.visitor.make(f"/v1/talents/{skill_id}/endorsement-requests", body | evidence)]
        if requests[0]["state"] == "asked":
            page = (await mails.wait(word.email, PAGE)).found
            await endorser.fill_in(
                f"{page}/confirmation", {"name": word.name, "role": word.role, "comment": word.comment}
            )

    async def publish(self, story_id: UUID | None = None) -> str:
        """Return the portrait’s id."""
        portrait_id = self.life.person.id_of("portrait", self.told.name, self.life.begun())
        path = f"/v1/portraits/{portrait_id}"
        await self.visitor.put(path, self._written(story_id))
        portrait = await self.visitor.find(path)
        if portrait and portrait["edition"] == 0:
            await self.visitor.publish(path)
        return str(portrait_id)

    async def give(self, portrait_id: str) -> Answer:
        """Return the link, which may also be sent by mail."""
        grants = await self.visitor.items("/v1/grants", target_id=portrait_id)
        grant = next((item for item in grants if item["label"] == self.told.link.label), None)
        if grant is None:
            target, audience = {"type": "portrait", "id": portrait_id}, {"type": "link"}
            terms = self.told.link.model_dump(mode="json") | {"rights": ["view", "download"]}
            terms["ends_at"] = (utc_now() + SIX_MONTHS).isoformat()  # paper leads to what ends
            body = await self.visitor.agreed("share", {"target": target, "audience": audience} | terms)
            grant = await self.visitor.make("/v1/grants", body)
            if isinstance(self.told, ConfirmedPortrayal):
                delivery = {"emails": [self.told.mailed_to], "message": self.told.message}
                await self.visitor.make(f"/v1/grants/{grant['id']}/deliveries", delivery)
        return await self.visitor.ask("GET", f"/v1/grants/{grant['id']}")  # lists have no address

    def _written(self, story_id: UUID | None) -> dict[str, object]:
        portrayal = self.told
        fields = portrayal.model_dump(mode="json", include={"name", "headline", "about", "template"})
        return fields | {
            "languages": ["fr", "en"] if portrayal.english else ["fr"],
            "translations": {"en": portrayal.english} if portrayal.english else {},
            "pinned_stories": [str(story_id)] if story_id else [],
            "pinned_talents": [self.life.skills[talent.skill] for talent in portrayal.talents[:2]],
            "show_contact": True,
        }

    def _moments(self, names: list[str]) -> list[str]:
        by_name = {experience.name: experience for experience in self.life.person.experiences}
        return [str(self.life.id_of(by_name[name])) for name in names]
