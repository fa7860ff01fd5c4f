"""A community of thirty: founding, invitations, missions, answers, reviews."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from app.core.clock import utc_now
from app.core.stopped import Stopped
from app.seed.cast import HERE, Photo, steady_id
from app.seed.circle import Ask, Gathering, MissionName, Reply, Soul
from app.seed.life import Life
from app.seed.mailbox import CODE, Mailbox
from app.seed.scenery.phone import Shot, take
from app.seed.visitor import Answer, Visitor

AT_ONCE = 4  # people who join or answer at a time
TRIES = 300  # polls, every twentieth of a second, for the work of a worker
FOUNDING_DATE = datetime(2025, 9, 1, 8, tzinfo=HERE)  # ids begin with it
FOR_A_DAY = timedelta(days=1)
TO_ANSWER = ("assigned", "seen")


@dataclass
class Group:
    told: Gathering
    manager: Visitor
    passer_by: Visitor
    newcomer: Callable[[Soul], Awaitable[Visitor]]
    mails: Mailbox
    skills: dict[str, str]  # ids by code
    lives: dict[str, Life]  # of the cast, by address
    side: int  # pixels of photos
    missions: dict[MissionName, str] = field(default_factory=dict)  # ids
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _signed_in: dict[str, asyncio.Future[Visitor]] = field(default_factory=dict)

    @cached_property
    def id(self) -> UUID:
        return self._id("community", self.told.name)

    @property
    def path(self) -> str:
        return f"/v1/communities/{self.id}"

    async def found(self) -> None:
        fields = self.told.model_dump(
            mode="json",
            include={"kind", "name", "charter", "visibility", "join_policy", "weekly_notification_cap"},
        )
        await self.manager.put(self.path, await self.manager.agreed("lead", fields))

    async def bring_in(self) -> None:
        """Invite the members: some join with the app, others on the page. Then each gets the tags of their year."""
        souls = [self.told.helper, *self.told.members]
        inside = await self._inside()
        missing = [soul for soul in souls if soul.name not in inside]
        if missing:
            await self._let_in(missing)
        memberships = await self._inside()
        for soul in souls:
            line = memberships.get(soul.name)
            if line and line["tags"] == [] and soul.tags:
                await self.manager.ask("PATCH", f"{self.path}/memberships/{line['user']['id']}", {"tags": soul.tags})

    async def send(self) -> None:
        for name, ask in self.told.missions.items():
            mission_id = self._id("mission", name)
            path = f"/v1/missions/{mission_id}"
            mission = await self.manager.find(path)
            if mission is None:
                mission = await self.manager.put(path, self._asked(ask))
            if mission and mission["state"] in {"draft", "scheduled"}:
                await self.manager.ask("PUT", f"{path}/opening")
            self.missions[name] = await self._occurrence(mission_id) if ask.recurrence else str(mission_id)

    async def answer_missions(self) -> None:
        """Answer in time; then the manager closes the first mission early, and the other answers are late."""
        open_lines = {name: await self._board(name) for name in self.missions}
        todo = [answer for answer in self.told.answers if self._is_to_do(answer, open_lines[answer.mission])]
        await asyncio.gather(*(self._reply(item) for item in todo if not item.late))
        if any(item.late for item in todo):
            path = f"/v1/missions/{self.missions['first']}"
            version = (await self.manager.ask("GET", path))["version"]
            await self.manager.ask("PATCH", path, {"due_at": utc_now().isoformat()}, version)
            await asyncio.gather(*(self._reply(item) for item in todo if item.late))

    async def review(self) -> None:
        lines = {name: await self._board(name) for name in self.missions}
        for answer in self.told.answers:
            line = lines[answer.mission].get(self._name(answer.by))
            if line and line["state"] == "submitted" and answer.decision:
                decision = {"decision": answer.decision, "comment": answer.comment}
                await self.manager.make(f"/v1/responses/{line['id']}/review", decision, "PUT")

    async def show(self, life: Life, story_id: UUID) -> None:
        """Share a story with the community."""
        grants = await life.visitor.items("/v1/grants", target_id=str(story_id))
        if not any(item["audience"]["type"] == "community" for item in grants):
            target, audience = {"type": "story", "id": str(story_id)}, {"type": "community", "id": str(self.id)}
            body = {"target": target, "audience": audience, "purpose": "publication", "label": self.told.name}
            await life.visitor.make("/v1/grants", await life.visitor.agreed("share", body))

    async def tally(self, name: MissionName) -> Answer:
        return await self.manager.ask("GET", f"/v1/missions/{self.missions[name]}/tally")

    async def _inside(self) -> dict[str, Answer]:
        lines = await self.manager.items(f"{self.path}/memberships", state="active")
        return {line["user"]["display_name"]: line for line in lines}

    async def _let_in(self, souls: list[Soul]) -> None:
        helper, addresses = self.told.helper, [soul.email for soul in souls if soul is not self.told.helper]
        if helper in souls:
            await self._come(helper, await self._invitation("facilitator", [helper.email]))
        invitation = await self._invitation("member", addresses)
        cast = [self._join(life.visitor, invitation) for email, life in self.lives.items() if self._takes_part(email)]
        await asyncio.gather(*cast, *(self._come(soul, invitation) for soul in souls if soul is not helper))

    async def _invitation(self, role: str, emails: list[str]) -> Answer:
        invitations = await self.manager.items(f"{self.path}/invitations", state="active")
        invitation = next((item for item in invitations if item["role"] == role), None)
        body = {"role": role, "emails": emails, "message": self.told.invitation, "locale": "fr"}
        return invitation or await self.manager.make(f"{self.path}/invitations", body)

    async def _come(self, soul: Soul, invitation: Answer) -> None:
        async with self.room:
            if self._takes_part(soul.email):
                visitor = await self._visitor(soul.email)
                await self._join(visitor, invitation)
                evidence = [] if soul.email in self.lives else [await self._arrive(visitor, soul.email)]
                for code in self.told.talents:
                    level = 2 + ("2e année" in soul.tags)
                    body = {"level": level, "stance": "has", "evidence": evidence}
                    await visitor.put(f"/v1/talents/{self.skills[code]}", body)
            else:
                await self._come_by_the_page(soul, f"/i/{invitation['url'].rpartition('/')[2]}")

    async def _arrive(self, visitor: Visitor, by: str) -> str:
        """Write a moment that shows the talents, so that the person counts from the first day on."""
        lived_at = (utc_now() - timedelta(hours=3)).isoformat()
        body = {"title": "Mon premier jour ici", "context": "work", "lived_at": lived_at, "language": "fr"}
        experience_id = self._id("experience", f"{by} first day")
        await visitor.put(f"/v1/experiences/{experience_id}", body)
        return str(experience_id)

    async def _join(self, visitor: Visitor, invitation: Answer) -> None:
        kind = "join" if invitation["role"] == "member" else "lead"
        await visitor.put(f"{self.path}/membership", await visitor.agreed(kind, {"invitation": invitation["code"]}))
        await visitor.ask("PATCH", f"{self.path}/membership", await visitor.agreed("talents", {"show_talents": True}))

    async def _come_by_the_page(self, soul: Soul, page: str) -> None:
        before = self.mails.seen()
        fields = await self.passer_by.fill_in(f"{page}/code", {"email": soul.email})
        code = (await self.mails.wait(soul.email, CODE, before)).found
        form = {"email": soul.email, "code": code, "name": soul.name, "birth_year": str(soul.birth_year)}
        await self.passer_by.fill_in(f"{page}/membership", fields | form)
        self.passer_by.made += 1

    def _asked(self, ask: Ask) -> dict[str, object]:
        body: dict[str, object] = {
            "community_id": str(self.id),
            "title": ask.title,
            "brief": ask.brief,
            "skills": [self.skills[code] for code in ask.skills],
            "expected": {"min_media": ask.photos, "kinds": ["photo"]} if ask.photos else None,
            "responses_visible_to": "community",
        }
        if ask.recurrence is None:
            return body | {"due_at": (utc_now() + FOR_A_DAY).isoformat()}
        opens_at = _monday_at_eight()
        due_at = opens_at + timedelta(days=6, hours=12)  # Sunday evening
        times = {"opens_at": opens_at.isoformat(), "due_at": due_at.isoformat(), "reminders": [24 * 60]}
        return body | times | {"recurrence": ask.recurrence}

    async def _occurrence(self, series_id: UUID) -> str:
        """Return the first occurrence."""
        scope = {"community_id": str(self.id), "series_id": str(series_id)}
        for _ in range(TRIES):
            if missions := await self.manager.items("/v1/missions", **scope):
                return str(missions[-1]["id"])
            await asyncio.sleep(0.05)
        raise Stopped("The weekly mission did not come: does a worker run?")

    async def _board(self, name: MissionName) -> dict[str, Answer]:
        """Return the board by name; empty for a mission that is over."""
        path = f"/v1/missions/{self.missions[name]}"
        if (await self.manager.ask("GET", path))["state"] != "open":
            return {}
        for _ in range(TRIES):
            lines = {line["user"]["display_name"]: line for line in await self.manager.items(f"{path}/board")}
            if self._name(self.told.answers[-1].by) in lines:
                return lines
            await asyncio.sleep(0.05)
        raise Stopped("The mission was not sent: does a worker run?")

    def _is_to_do(self, reply: Reply, lines: dict[str, Answer]) -> bool:
        line = lines.get(self._name(reply.by))
        return line is not None and line["state"] in TO_ANSWER

    async def _reply(self, reply: Reply) -> None:
        async with self.room:
            visitor, path = await self._visitor(reply.by), f"/v1/missions/{self.missions[reply.mission]}/response"
            if reply.decline:
                await visitor.make(f"{path}/decline", {"reason": reply.decline}, "PUT")
                return
            experience_id = self._known(reply) or await self._live(visitor, reply)
            await visitor.make(path, {"experience_id": str(experience_id)}, "PUT")

    def _known(self, reply: Reply) -> UUID | None:
        life = self.lives.get(reply.by)
        moments = life.person.experiences if life else []
        return next(
            (life.id_of(moment) for moment in moments if life and moment.title and moment.title == reply.moment), None
        )

    async def _live(self, visitor: Visitor, reply: Reply) -> UUID:
        lived_at = (utc_now() - timedelta(minutes=90)).isoformat()
        media = [str(await self._take(visitor, reply.by, reply.photo, lived_at))] if reply.photo else []
        body: dict[str, object] = {"title": reply.title, "text": reply.text, "context": "work", "lived_at": lived_at}
        captured_at = utc_now().isoformat() if reply.late else lived_at  # a late answer has no time of capture
        details = {"captured_at": captured_at, "media": media, "language": "fr"}
        experience_id = self._id("experience", f"{reply.by} {reply.mission}")
        await visitor.put(f"/v1/experiences/{experience_id}", body | details)
        return experience_id

    async def _take(self, visitor: Visitor, by: str, photo: Photo, taken_at: str) -> UUID:
        shot = Shot(photo.scene, by, datetime.fromisoformat(taken_at), side=self.side)
        body, media_id = await asyncio.to_thread(take, shot), self._id("media", by)
        fields = {"kind": "photo", "content_type": shot.content_type, "captured_at": taken_at, "alt": photo.alt}
        await visitor.upload(media_id, body, fields)
        return media_id

    async def _visitor(self, email: str) -> Visitor:
        if email in self.lives:
            return self.lives[email].visitor
        if email not in self._signed_in:  # answers of a member are given side by side: they sign in once
            soul = next(member for member in self.told.members if member.email == email)
            self._signed_in[email] = asyncio.ensure_future(self.newcomer(soul))
        return await self._signed_in[email]

    def _takes_part(self, email: str) -> bool:
        return email in {answer.by for answer in self.told.answers}

    def _name(self, email: str) -> str:
        life = self.lives.get(email)
        return life.person.name if life else next(member.name for member in self.told.members if member.email == email)

    def _id(self, kind: str, name: str) -> UUID:
        return steady_id(f"{self.told.name} {kind} {name}", FOUNDING_DATE)


def _monday_at_eight() -> datetime:
    """Return the last Monday at eight."""
    now = utc_now().astimezone(HERE)
    monday = (now - timedelta(days=now.weekday())).replace(hour=8, minute=0, second=0, microsecond=0)
    return monday if monday <= now else monday - timedelta(days=7)
