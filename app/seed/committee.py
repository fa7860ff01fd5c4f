"""A committee: a programme that is over, with its plan, one that runs, and the year before with its report."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from app.core.clock import utc_now
from app.core.settings import Settings
from app.core.stopped import Stopped
from app.seed import last_year
from app.seed.cast import DATA, HERE, Strict, steady_id
from app.seed.visitor import Answer, Visitor

FOUNDING_DATE = datetime(2026, 1, 5, 8, tzinfo=HERE)  # ids begin with it
HACK, DRAWING, YEAR = "hack-ton-orientation", "dessine-moi-le-travail", "comite-local"
QUIET = "experience"  # the kind of step that nobody answers
TRIES = 300  # polls, every twentieth of a second, for the work of a worker
STEPS_AHEAD = 2  # of the programme that runs: so many are open
ACTIONS = 2
SCALES = (4, 3, 5, 2)


class ReportWords(Strict):
    title: str
    text: str


class CommitteeWords(Strict):
    name: str
    charter: str
    place: str
    sector: str
    territory: str
    words: list[str]
    ideas: list[str]
    hack_report: ReportWords
    year_report: ReportWords
    year_budget: dict[str, Any]


def load() -> CommitteeWords:
    return CommitteeWords.model_validate_json((DATA / "committee-fr.json").read_text())


@dataclass
class Committee:
    told: CommitteeWords
    manager: Visitor
    members: Sequence[Visitor]

    @cached_property
    def id(self) -> UUID:
        return self._id("community")

    @property
    def path(self) -> str:
        return f"/v1/communities/{self.id}"

    async def found(self) -> None:
        """Begin it, and let everybody in."""
        fields: Answer = {"kind": "committee", "name": self.told.name, "charter": self.told.charter}
        fields |= {"visibility": "public", "join_policy": "open", "k_min": 3, "weekly_notification_cap": 21}
        await self.manager.put(self.path, await self.manager.agreed("lead", fields))
        await asyncio.gather(*map(self._join, self.members))

    async def hack(self) -> str:
        """Run a whole programme: survey, day, ideas, vote, plan. Return its id."""
        day = utc_now().astimezone(HERE).date()
        body = {"choices": [_choice("day", day.isoformat()), _choice("place", self.told.place)]}
        programme, is_new = await self._begin(HACK, day - timedelta(days=42), body)
        if is_new:
            await asyncio.gather(*map(self._clear_times, programme["steps"]))
            await self._move(programme, "start")
            await self._meet(programme)
            votes = [step for step in programme["steps"] if step["kind"] == "ballot"]
            await self._play([step for step in programme["steps"] if step not in votes])
            await self._play(votes)
            closings = (f"/v1/missions/{step['id']}/closing" for step in programme["steps"])
            await asyncio.gather(*(self.manager.ask("PUT", path) for path in closings))
            await self._choose(programme)
            await self._move(programme, "closing")
        return str(programme["id"])

    async def draw(self) -> str:
        """Begin a programme: its first steps are open. Return its id."""
        body = {"sector": self.told.sector, "territory": self.told.territory}
        programme, is_new = await self._begin(DRAWING, utc_now().astimezone(HERE).date(), body)
        if is_new:
            await self._move(programme, "start")
            await self._play(programme["steps"][:STEPS_AHEAD])
        return str(programme["id"])

    async def year(self, settings: Settings) -> str:
        """Run the whole year before this one: meetings, ideas, a vote, a plan, a survey. Return its id."""
        today = utc_now().astimezone(HERE).date()
        body = {"budget": self.told.year_budget, "choices": [_choice("place", self.told.place)]}
        programme, is_new = await self._begin(YEAR, date(today.year - 1, 1, 6), body)
        if is_new:
            steps = [step for step in programme["steps"] if step["kind"] != QUIET]
            await asyncio.gather(*(self._clear_times(step, is_past=True) for step in programme["steps"]))
            await self._move(programme, "start")
            await self._play([step for step in steps if step["kind"] != "ballot"])
            await self._play([step for step in steps if step["kind"] == "ballot"])
            await self._choose(programme, carried=True)
            await self._move(programme, "closing")
            await last_year.move(settings, self.id, UUID(programme["id"]))
        return str(programme["id"])

    async def report(self, programme_id: str, told: ReportWords, **fields: object) -> None:
        """Complete the draft that the programme began with, publish it, and link to it; unless that was done."""
        drafts = await self.manager.items(f"{self.path}/reports", state="draft")
        for draft in drafts:
            if draft["programme"]["id"] == programme_id:
                path = f"/v1/reports/{draft['id']}"
                sections = [{"kind": "text", "text": told.text}, *draft["sections"]]
                body = {"title": told.title, "sections": sections} | fields
                await self.manager.ask("PATCH", path, body, draft["version"])
                await self.manager.ask("PUT", f"{path}/validation")
                await self.manager.ask("PUT", f"{path}/publication")
                link = {"target": {"type": "report", "id": draft["id"]}, "audience": {"type": "link"}}
                await self.manager.make("/v1/grants", link | {"purpose": "publication"})

    async def reports(self) -> dict[str, str]:
        """Return the titles of the reports that everybody may read, by the addresses of their pages."""
        page = await self.manager.ask("GET", f"{self.path}/page")
        return {item["url"]: item["title"] for item in page["reports"]}

    async def _join(self, member: Visitor) -> None:
        await member.put(f"{self.path}/membership", await member.agreed("join", {}))

    async def _begin(self, template: str, starts_on: date, body: Mapping[str, Any]) -> tuple[Answer, bool]:
        """Write a programme of the template, unless it is there."""
        path = f"/v1/programmes/{self._id(template)}"
        programme = await self.manager.find(path)
        if programme is not None:
            return programme, False
        fields = {"community_id": str(self.id), "template": template, "starts_on": starts_on.isoformat()}
        fields["visibility"] = "public"
        return await self.manager.make(path, fields | dict(body), "PUT"), True

    async def _move(self, programme: Answer, verb: str) -> None:
        await self.manager.ask("PUT", f"/v1/programmes/{programme['id']}/{verb}")

    async def _meet(self, programme: Answer) -> None:
        """Let everybody come into the room of the programme, which asks some of its steps."""
        rooms = await self.manager.items(f"{self.path}/rooms")
        [room] = [room for room in rooms if room["programme_id"] == programme["id"]]
        path = f"/v1/rooms/{room['id']}"
        await self.manager.ask("PUT", f"{path}/opening")
        tickets = await self.manager.ask("POST", f"{path}/tickets", {"number": len(self.members)})
        entry = f"/v1/rooms/{room['code']}/entry"
        pairs = zip(self.members, tickets["codes"], strict=True)
        await asyncio.gather(*(member.ask("PUT", entry, {"ticket": code}) for member, code in pairs))

    async def _clear_times(self, step: Answer, *, is_past: bool = False) -> None:
        """Let a step be open now: events began two hours ago, unless they are of a year that is past."""
        path = f"/v1/missions/{step['id']}"
        mission = await self.manager.ask("GET", path)
        changes: dict[str, Any] = dict.fromkeys(("opens_at", "opens_after", "due_at", "closes_at")) | {"reminders": []}
        if mission["event"] and not is_past:
            ago = {"starts_at": timedelta(hours=2), "ends_at": timedelta(hours=1)}
            changes["event"] = {name: (utc_now() - span).isoformat() for name, span in ago.items()}
        await self.manager.ask("PATCH", path, changes, mission["version"])

    async def _play(self, steps: Sequence[Answer]) -> None:
        """Open the steps, and let everybody answer them."""
        paths = [f"/v1/missions/{step['id']}" for step in steps]
        await asyncio.gather(*map(self.manager.open_mission, paths))
        missions = await asyncio.gather(*(self.manager.ask("GET", path) for path in paths))
        await asyncio.gather(*(self._answer_all(place, missions) for place in range(len(self.members))))
        ideas = [mission["id"] for mission in missions if mission["kind"] == "proposal"]
        await asyncio.gather(*map(self._approve, ideas))

    async def _answer_all(self, place: int, missions: Sequence[Answer]) -> None:
        member = self.members[place]
        me = await member.ask("GET", "/v1/me")
        for mission in missions:
            path = f"/v1/missions/{mission['id']}"
            mine = await self._received(member, path)
            if mission["kind"] == "proposal":
                await self._propose(member, place, mission)
                continue
            await member.ask("PUT", f"{path}/response", self._answer(mine, place))
            if mission["kind"] == "event":
                await self.manager.ask("PUT", f"{path}/attendances/{me['id']}", {"attendance": "present"})

    async def _received(self, member: Visitor, path: str) -> Answer:
        for _ in range(TRIES):
            mission = await member.find(path)
            if mission is not None and mission["response"] is not None:
                return mission
            await asyncio.sleep(0.05)
        raise Stopped("A step was not sent: does a worker run?")

    def _answer(self, mission: Answer, place: int) -> Answer:
        match mission["kind"]:
            case "event":
                return {"attendance": "registered"}
            case "ballot":
                return _vote(mission, place)
            case _:
                return {"answers": [self._say(question, place) for question in mission["survey"]["questions"]]}

    def _say(self, question: Answer, place: int) -> Answer:
        match question["type"]:
            case "one" | "several":
                words: Answer = {"options": [question["options"][place % 2]]}
            case "scale" | "number":
                words = {"number": SCALES[place % len(SCALES)]}
            case _:
                words = {"text": self.told.words[place % len(self.told.words)]}
        return {"code": question["code"]} | words

    async def _propose(self, member: Visitor, place: int, mission: Answer) -> None:
        title = self.told.ideas[(place + mission["position"]) % len(self.told.ideas)]
        body = {"mission_id": mission["id"], "title": title, "themes": mission["proposal"]["themes"][:1]}
        proposal_id = self._id(f"proposal {mission['id']} {place}")
        await member.ask("PUT", f"/v1/proposals/{proposal_id}", body)

    async def _approve(self, mission_id: str) -> None:
        proposals = await self.manager.items(f"/v1/missions/{mission_id}/proposals", state="submitted")
        paths = [f"/v1/proposals/{proposal['id']}/review" for proposal in proposals]
        await asyncio.gather(*(self.manager.ask("PUT", path, {"decision": "approve"}) for path in paths))

    async def _choose(self, programme: Answer, *, carried: bool = False) -> None:
        """Select the first ideas as actions, which members carry. `carried`: they have begun, and one is done."""
        [step, *_] = [item for item in programme["steps"] if item["kind"] == "proposal"]
        chosen = await self.manager.items(f"/v1/missions/{step['id']}/proposals", state="shortlisted")
        proposals = chosen or await self.manager.items(f"/v1/missions/{step['id']}/proposals", state="approved")
        due_on = (utc_now() + timedelta(days=60)).date().isoformat()
        for place, proposal in enumerate(proposals[:ACTIONS]):
            path, member = f"/v1/proposals/{proposal['id']}", self.members[place]
            owner = {"user_id": (await member.ask("GET", "/v1/me"))["id"]}
            await self.manager.ask("PUT", f"{path}/selection", {"owner": owner, "due_on": due_on})
            await member.ask("PUT", f"{path}/acceptance")
            if carried:
                end: Answer = {"state": "done"} if place else {"state": "in_progress", "progress": 60}
                await member.ask("PUT", f"{path}/progress", end)

    def _id(self, name: str) -> UUID:
        return steady_id(f"{self.told.name} {name}", FOUNDING_DATE)


def _vote(mission: Answer, place: int) -> Answer:
    """Vote for one idea each, so that the first ones have more votes."""
    options = mission["open_ballot"]["options"]
    choice = {"proposal_id": options[place % ACTIONS]["proposal_id"]}
    if mission["ballot"]["method"] == "points":
        choice["points"] = mission["ballot"]["limit"]
    return {"choices": [choice], "ballot_version": mission["open_ballot"]["version"]}


def _choice(key: str, *values: str) -> Answer:
    return {"key": key, "values": list(values)}
