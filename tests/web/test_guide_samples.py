"""The samples of the guide run as they stand, in their order, and are answered as the guide says."""

from datetime import timedelta

import httpx
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.api.test_sessions import mailed
from tests.support.communities import gather, grown_up
from tests.support.media import jpeg
from tests.support.missions import SURVEY
from tests.support.people import Person, Watch, work_off
from tests.support.proposals import PROPOSAL, decide
from tests.support.rooms import ask_in, open_up
from tests.support.samples import Command, commands, has
from tests.support.uploads import declared

PART = 262_144  # bytes that the interrupted upload has sent
QUESTIONS: list[dict[str, object]] = [
    {"code": "clarte", "text": "Je sais à qui parler", "type": "scale"},
    {"code": "frein", "text": "Ce qui te freine", "type": "several", "options": ["argent", "transports"]},
]
NAMES = {  # the variable that a member of an answer fills, by the end of the path
    "publication": ("STORY", "id"),
    "grants": ("GRANT", "id"),
    "sync": ("CURSOR", "next_cursor"),
    "guests": ("GUEST", "access_token"),
    "sessions": ("TOKEN", "access_token"),
    "refresh": ("TOKEN", "access_token"),
}


class Reader:
    """A newcomer with a terminal: what their variables hold."""

    def __init__(self, runtime: Runtime, terminal: httpx.AsyncClient, team: Person) -> None:
        self._runtime, self._terminal, self._team = runtime, terminal, team
        terminal.headers["Accept-Language"] = "fr"
        self._picture = jpeg(1600, 1200) + bytes(PART)
        self._files = {"mur.jpg": self._picture, "rest.jpg": self._picture[PART:]}
        ids = {name: str(uuid7()) for name in ("PHOTO", "MOMENT", "NOTEBOOK", "PORTRAIT", "IDEA")}
        until = (runtime.clock() + timedelta(days=30)).isoformat()
        self._values = ids | {"SERVER": "http://test", "SIZE": str(len(self._picture)), "UNTIL": until}

    async def type_in(self, command: Command) -> httpx.Response:
        """Run a command, with its codes in place of those that the guide invents."""
        text = await self._prepared(command.text)
        method, address, options = Command(text, "").request(self._values, self._files)
        answer = await self._terminal.request(method, address, **options)
        await work_off(self._runtime)
        if answer.headers.get("content-type") == "application/json":
            self._remember(answer)
        return answer

    async def _prepared(self, text: str) -> str:
        if "123456" in text:
            text = text.replace("123456", (await mailed(self._runtime, self._terminal, "ines@example.org"))[0])
        if text.startswith("curl -I"):
            await self._interrupt_upload()
        if "/rooms/EZSANM/guests" in text:
            text = text.replace("EZSANM", await self._open_room()).replace("ymwq-qys5", self._values["TICKET"])
        if "$BALLOT" in text:
            await self._open_vote()
        return text

    def _remember(self, answer: httpx.Response) -> None:
        members = answer.json()
        end = answer.request.url.path.rpartition("/")[2]
        if end in NAMES and NAMES[end][1] in members:
            name, member = NAMES[end]
            self._values[name] = members[member]
        if members.get("refresh_token"):
            self._values["REFRESH"] = members["refresh_token"]
        if "/s/" in (members.get("url") or ""):
            self._values["LINK"] = members["url"].rpartition("/")[2]

    async def _interrupt_upload(self) -> None:
        headers = {"Authorization": f"Bearer {self._values['TOKEN']}"}
        body = declared(self._picture) | {"sha256": None}
        medium = (await self._terminal.put(f"/v1/media/{uuid7()}", json=body, headers=headers)).json()
        self._values["UPLOAD_URL"] = medium["upload_url"]
        tus = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        await self._terminal.patch(medium["upload_url"], content=self._picture[:PART], headers=headers | tus)

    async def _open_room(self) -> str:
        self._room = await open_up(self._team, await gather(self._runtime, self._team))
        survey = SURVEY | {"survey": {"questions": QUESTIONS}}
        form = PROPOSAL | {"proposal": {"cites": "optional", "themes": ["École"]}}
        for name, mission in (("IDEAS", form), ("SURVEY", survey)):
            self._values[name] = (await ask_in(self._runtime, self._team, self._room, mission))["id"]
        path = f"/v1/rooms/{self._room['id']}/tickets"
        self._values |= {"ROOM": self._room["id"]}
        self._values["TICKET"] = (await self._team.ask("POST", path, 201, json={"number": 1}))["codes"][0]
        return str(self._room["code"])

    async def _open_vote(self) -> None:
        await decide(self._team, {"id": self._values["IDEA"]}, "approve")
        form = {"kind": "ballot", "title": "Le vote", "ballot": {"of": [self._values["IDEAS"]]}}
        self._values["BALLOT"] = (await ask_in(self._runtime, self._team, self._room, form))["id"]


async def test_each_sample_runs_as_it_stands(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    """Also in ten years: no date in it ends."""
    watch.advance(days=3650)
    team = await grown_up(app, "team")
    reader, count = Reader(runtime, guest, team), 0
    for command in commands("fr"):
        answer = await reader.type_in(command)
        assert answer.is_success, f"{command.text}\n{answer.status_code} {answer.text}"
        if command.answer.startswith("{"):
            members = command.members()
            members.get("room", {}).pop("code", None)  # another room
            assert has(answer.json(), members), f"{command.answer}\n{answer.text}"
        elif command.answer:
            name, _, value = command.answer.partition(": ")
            assert answer.headers[name] == value
        count += 1
    assert count > 20
    await team.client.aclose()
