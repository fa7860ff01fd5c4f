"""One person's use of the tool: photos, moments, journals, publication, links."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.core.clock import utc_now
from app.core.stopped import Stopped
from app.models.grants import GrantState
from app.models.media import CAPTIONS, MediaKind, MediaState, TranscriptionState
from app.seed.cast import Cast, Film, Journal, Link, Medium, Moment, Person, Photo
from app.seed.scenery.phone import Shot, take
from app.seed.scenery.recordings import voice_of, walk
from app.seed.visitor import Answer, Visitor

AT_ONCE = 2  # photos drawn and sent at a time
MOMENTS = 600  # polls, every tenth of a second, for media to become ready
SOON = timedelta(seconds=1)


@dataclass
class Life:
    cast: Cast
    person: Person
    visitor: Visitor
    skills: dict[str, str]  # ids by code
    side: int  # pixels of the longer side of photos
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def missing_media(self) -> dict[str, Medium]:
        """Return the names of media whose bytes the server lacks."""
        missing = {}
        for name, medium in self.person.media.items():
            stored_medium = await self.visitor.find(f"/v1/media/{self._medium_id(name)}")
            if stored_medium is None or stored_medium["state"] == MediaState.AWAITING_UPLOAD:
                missing[name] = medium
        return missing

    async def take_media(self, media: dict[str, Medium]) -> None:
        await asyncio.gather(*(self._take(name, medium) for name, medium in media.items()))

    async def capture_moments(self) -> None:
        for moment in self.person.experiences:
            await self.visitor.put(f"/v1/experiences/{self.id_of(moment)}", self._told(moment))

    async def keep_journals(self) -> None:
        for journal in self.person.journals:
            fields = {
                "title": journal.title,
                "summary": journal.summary,
                "cover_media_id": journal.cover and str(self._medium_id(journal.cover)),
                "language": "fr",
                "blocks": list(self._blocks(journal)),
            }
            await self.visitor.put(f"/v1/journals/{self._journal_id(journal)}", fields)

    async def wait_for_media(self) -> None:
        late: list[Answer] = []
        for _ in range(MOMENTS):
            late = await self.visitor.items("/v1/media", state=MediaState.PROCESSING)
            if not late:
                break
            await asyncio.sleep(0.1)
        late += await self.visitor.items("/v1/media", state=MediaState.REJECTED)
        if late:
            states = ", ".join(f"{item['id']} is {item['reason'] or item['state']}" for item in late)
            raise Stopped(f"The media of {self.person.name} did not become ready: {states}")

    async def write_captions(self) -> None:
        """Write down what is said in recordings, and wait until their captions are there."""
        for name, medium in self.person.media.items():
            if isinstance(medium, Photo):
                continue
            path = f"/v1/media/{self._medium_id(name)}"
            shown = await self.visitor.find(path)
            if shown is None or shown["transcription"] == TranscriptionState.ACCEPTED:
                continue
            words = {"language": "fr", "cues": [cue.model_dump() for cue in medium.cues]}
            await self.visitor.ask("PUT", f"{path}/transcription", words, shown["version"])
            for _ in range(MOMENTS):
                if any(file["name"] == CAPTIONS for file in (await self.visitor.ask("GET", path))["variants"]):
                    break
                await asyncio.sleep(0.1)

    async def publish(self, journal: Journal) -> UUID | None:
        """Return the story; None when it was withdrawn, or its journal deleted."""
        journal_id = self._journal_id(journal)
        stories = await self.visitor.items("/v1/stories")
        story = next((item for item in stories if item["journal_id"] == str(journal_id)), None)
        if story is None and await self.visitor.find(f"/v1/journals/{journal_id}"):
            story = await self.visitor.publish(f"/v1/journals/{journal_id}")
        return UUID(story["id"]) if story and story["withdrawn_at"] is None else None

    async def give(self, story_id: UUID, link: Link) -> str:
        """Return the address of a link to a story."""
        grants = await self.visitor.items("/v1/grants", target_id=str(story_id))
        grant = next((item for item in grants if item["label"] == link.label), None)
        if grant is None:
            grant = await self._grant(story_id, link)
        return str((await self.visitor.ask("GET", f"/v1/grants/{grant['id']}"))["url"])  # lists have no address

    def id_of(self, moment: Moment) -> UUID:
        return self.person.id_of("experience", moment.name, self.cast.lived_at(moment))

    async def own_id(self) -> UUID:
        return UUID((await self.visitor.ask("GET", "/v1/me"))["id"])

    def begun(self) -> datetime:
        """Return the time of the earliest moment."""
        return min(map(self.cast.lived_at, self.person.experiences))

    async def _take(self, name: str, medium: Medium) -> None:
        async with self.room:
            shot = self._shot(name, medium, self.cast.citing(self.person, name))
            kind, content_type, body = await asyncio.to_thread(_made, medium, shot)
            words = medium.model_dump(include={"alt", "caption"}, exclude_none=True)
            fields = {"kind": kind, "content_type": content_type, "captured_at": shot.taken_at.isoformat()}
            await self.visitor.upload(self._medium_id(name), body, words | fields)

    def _shot(self, name: str, medium: Medium, moment: Moment) -> Shot:
        seed, place = f"{self.person.email} {name}", self.cast.places.get(self.cast.place_of(moment) or "")
        taken_at = self.cast.lived_at(moment)
        if isinstance(medium, Photo):
            return Shot(medium.scene, seed, taken_at, place, medium.upright, medium.heic, self.side)
        return Shot(getattr(medium, "scene", ""), seed, taken_at, side=self.side * 3 // 4)

    def _told(self, moment: Moment) -> dict[str, object]:
        lived_at, place = self.cast.lived_at(moment), self.cast.place_of(moment)
        body: dict[str, object] = {
            "lived_at": lived_at.isoformat(),
            "lived_precision": "day" if moment.title and not moment.at else "minute",
            "captured_at": lived_at.isoformat(),
            "place": place and self._place(place),
            "organisation": moment.organisation,
            "people": moment.people,
            "feeling": moment.feeling,
            "reflection": moment.reflection,
            "media": [str(self._medium_id(name)) for name in moment.media],
            "language": "fr",
        }
        if moment.title is None:
            return body | {"context": moment.context, "skills": self._known(moment.skills)}
        sample = self.cast.told[moment.title]
        text = sample.body.replace(*moment.instead) if moment.instead else sample.body
        skills = self._known([*sample.skills, *moment.skills])
        return body | {
            "title": sample.title,
            "text": text,
            "context": sample.context,
            "tags": sample.tags,
            "skills": skills,
        }

    def _place(self, label: str) -> dict[str, object]:
        latitude, longitude = self.cast.places.get(label, (None, None))
        return {"label": label, "lat": latitude, "lng": longitude}

    def _known(self, codes: Iterable[str]) -> list[str]:
        return [self.skills[code] for code in codes if code in self.skills]

    def _blocks(self, journal: Journal) -> Iterable[dict[str, object]]:
        moments = {moment.name: moment for moment in self.person.experiences}
        for block in journal.blocks:
            if block.experience is not None:
                yield {"kind": "experience", "experience_id": str(self.id_of(moments[block.experience]))}
            elif block.quote is not None:
                yield {"kind": "quote", "text": block.quote, "attribution": block.by}
            else:
                yield {"kind": "text", "text": block.text}

    def _medium_id(self, name: str) -> UUID:
        return self.person.id_of("media", name, self.cast.lived_at(self.cast.citing(self.person, name)))

    def _journal_id(self, journal: Journal) -> UUID:
        return self.person.id_of("journal", journal.title, self.begun())

    async def _grant(self, story_id: UUID, link: Link) -> Answer:
        body: dict[str, object] = {
            "target": {"type": "story", "id": str(story_id)},
            "audience": {"type": "link"},
            "purpose": link.purpose,
            "label": link.label,
            "passcode": link.passcode,
            "ends_at": (utc_now() + SOON).isoformat() if link.over else None,
        }
        self.visitor.made += 1
        grant = await self.visitor.ask("POST", "/v1/grants", await self.visitor.agreed("share", body))
        while link.over and grant["state"] == GrantState.ACTIVE:
            await asyncio.sleep(0.2)
            grant = await self.visitor.ask("GET", f"/v1/grants/{grant['id']}")
        return grant


def _made(medium: Medium, shot: Shot) -> tuple[MediaKind, str, bytes]:
    """Return the kind, content type and bytes."""
    if isinstance(medium, Photo):
        return MediaKind.PHOTO, shot.content_type, take(shot)
    if isinstance(medium, Film):
        return MediaKind.VIDEO, "video/mp4", walk(shot, medium.seconds, voice_of(medium.voice))
    return MediaKind.AUDIO, "audio/mp4", voice_of(medium.voice).read_bytes()
