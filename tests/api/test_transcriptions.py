"""What is said in a recording is proposed to its owner; nobody else reads it before: docs/decisions/0101."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.ports import Cue, Rejected, StorageUnavailable, Transcript, TranscriptionFailed
from app.core.uow import Runtime
from app.services.media.transcribing import TranscribeMedia
from app.tasks.media import transcribe_media
from tests.api.test_exports import rows, take_along
from tests.api.test_imports import packed
from tests.api.test_media_files import shown_in
from tests.support import stories
from tests.support.grants import share
from tests.support.imports import import_file
from tests.support.people import BARE, Person, capture, work_off
from tests.support.recordings import m4a, mp4
from tests.support.stories import begin, give, publish, showing
from tests.support.suggestions import compared, suggested
from tests.support.uploads import declare, declared, medium

HEARD = (Cue(0, 2.5, "Je tenais la caise"), Cue(2.6, 4, "de la buvette <3"))
CORRECTED = [
    {"start": 0, "end": 2.5, "text": "Je tenais la caisse"},
    {"start": 2.6, "end": 4, "text": "de la buvette <3"},
]
WORDS = "Je tenais la caisse de la buvette <3"


class Stub:
    """Hears the same in every recording. `meanwhile` happens while it listens."""

    model = "stub"

    def __init__(self, cues: Sequence[Cue] = HEARD, meanwhile: Any = None, error: Exception | None = None) -> None:
        self.heard: list[tuple[str, str]] = []
        self._cues, self._meanwhile, self._error = tuple(cues), meanwhile, error

    def works(self) -> bool:
        return True

    async def transcribe(self, content_type: str, original: Path, seconds: float, language: str) -> Transcript:
        self.heard.append((content_type, language))
        if self._meanwhile:
            await self._meanwhile()
        if self._error:
            raise self._error
        return Transcript("fr", self._cues)


def listening(app: FastAPI, runtime: Runtime, stub: Stub) -> Runtime:
    app.state.runtime = replace(runtime, transcriber=stub)
    return app.state.runtime  # type: ignore[no-any-return]


async def recording(runtime: Runtime, person: Person, **words: Any) -> Any:
    return await medium(runtime, person, m4a(), kind="audio", content_type="audio/mp4", **words)


async def of(person: Person, media_id: str, status: int = 200) -> Any:
    return await person.ask("GET", f"/v1/media/{media_id}/transcription", status)


async def accept(person: Person, shown: Any, status: int = 200, **fields: Any) -> Any:
    body, headers = {"language": "fr", "cues": CORRECTED} | fields, {"If-Match": f'"{shown["version"]}"'}
    return await person.ask("PUT", f"/v1/media/{shown['id']}/transcription", status, json=body, headers=headers)


async def captions(person: Person, media_id: str) -> httpx.Response:
    return await person.client.get(f"/v1/media/{media_id}/captions")


async def write(person: Person, media_id: str, transcript: str | None) -> Any:
    version = (await person.ask("GET", f"/v1/media/{media_id}", 200))["version"]
    body, headers = {"transcript": transcript}, {"If-Match": f'"{version}"'}
    return await person.ask("PATCH", f"/v1/media/{media_id}", 200, json=body, headers=headers)


async def test_what_is_said_is_proposed_to_its_owner_alone(
    app: FastAPI, runtime: Runtime, alice: Person, bob: Person
) -> None:
    stub = Stub()
    sound = await recording(listening(app, runtime, stub), alice)
    assert (sound["transcription"], sound["transcript"]) == ("proposed", None)
    assert stub.heard == [("audio/mp4", "fr")]
    proposal = await of(alice, sound["id"])
    assert (proposal["state"], proposal["language"], proposal["model"]) == ("proposed", "fr", "stub")
    assert [cue["text"] for cue in proposal["cues"]] == [cue.text for cue in HEARD]
    assert (await captions(alice, sound["id"])).status_code == 404
    for path in ("transcription", "captions"):
        await bob.ask("GET", f"/v1/media/{sound['id']}/{path}", 404)
    await accept(bob, sound, 404)
    await bob.ask("DELETE", f"/v1/media/{sound['id']}/transcription", 404)


@pytest.mark.slow
async def test_what_was_accepted_is_read_from_then_on(
    app: FastAPI, runtime: Runtime, alice: Person, bob: Person
) -> None:
    ears = listening(app, runtime, Stub())
    sound = await recording(ears, alice)
    moment = await capture(alice, BARE | {"title": "Kermesse", "media": [sound["id"]], "language": "fr"})
    search = "/v1/experiences?q=caisse"
    assert not (await alice.ask("GET", search, 200))["items"]
    journal = await begin(alice, showing(sound["id"]))
    story = await publish(alice, journal)
    await give(runtime, story, alice, bob)
    path = f"/v1/stories/{story['id']}"
    readiness = await alice.ask("GET", f"{journal}/readiness", 200)
    assert [item["code"] for item in readiness["warnings"] if item["media_id"] == sound["id"]] == ["words_proposed"]
    before = await bob.ask("GET", path, 200)
    assert "caise" not in json.dumps(before)
    assert (await accept(alice, sound))["state"] == "accepted"
    sound = await alice.ask("GET", f"/v1/media/{sound['id']}", 200)
    assert (sound["transcription"], sound["transcript"]) == ("accepted", WORDS)
    assert [item["id"] for item in (await alice.ask("GET", search, 200))["items"]] == [moment["id"]]
    assert (await bob.ask("GET", path, 200))["content"] == before["content"]  # frozen
    await publish(alice, journal)
    assert WORDS in json.dumps(await alice.ask("GET", path, 200))
    await compared(ears, alice)
    reasons = [reason for item in await suggested(alice, moment["id"]) for reason in item["because"]]
    assert "/media/0/transcript" in {word["pointer"] for reason in reasons for word in reason["words"]}


@pytest.mark.slow
async def test_captions_say_what_the_transcript_says_and_are_taken_along(
    app: FastAPI, runtime: Runtime, alice: Person, bob: Person, guest: httpx.AsyncClient
) -> None:
    stub = Stub()
    ears = listening(app, runtime, stub)
    sound = await recording(ears, alice)
    await accept(alice, sound)
    answer = await captions(alice, sound["id"])
    assert answer.headers["content-type"].startswith("text/vtt")
    assert answer.text.split("\n\n") == [
        "WEBVTT",
        "00:00:00.000 --> 00:00:02.500\nJe tenais la caisse",
        "00:00:02.600 --> 00:00:04.000\nde la buvette &lt;3",
    ]
    archive = await take_along(alice, guest, ears)
    [row] = rows(archive, "media")
    assert (row["transcription"], row["cues"], row["transcribed_by"]) == ("accepted", CORRECTED, "stub")
    await import_file(bob, ears, packed(archive))
    [copy] = (await bob.ask("GET", "/v1/media", 200))["items"]
    assert (copy["transcription"], copy["transcript"]) == ("accepted", WORDS)
    assert (await captions(bob, copy["id"])).text == answer.text
    assert len(stub.heard) == 1  # nobody listens again

    sound = await write(alice, sound["id"], "Autre chose")
    assert (await captions(alice, sound["id"])).status_code == 404
    assert (await accept(alice, sound, 409))["type"].endswith("transcript-written")
    await alice.ask("DELETE", f"/v1/media/{sound['id']}/transcription", 204)
    sound = await alice.ask("GET", f"/v1/media/{sound['id']}", 200)
    assert (sound["transcription"], sound["transcript"]) == ("discarded", "Autre chose")
    assert (await accept(alice, sound, 409))["type"].endswith("transcript-written")


@pytest.mark.slow
async def test_captions_need_no_model(app: FastAPI, runtime: Runtime, alice: Person) -> None:
    """RGAA 4.3: whoever made a film can write its captions, where no model proposes any."""
    film = await medium(runtime, alice, mp4(), kind="video", content_type="video/mp4")
    await of(alice, film["id"], 404)
    stale = await accept(alice, film | {"version": 0}, 412)
    assert stale["current"]["id"] == film["id"]
    assert (await accept(alice, film))["state"] == "accepted"
    await work_off(runtime)
    assert "Je tenais la caisse" in (await captions(alice, film["id"])).text
    photo = await medium(runtime, alice)
    assert (await accept(alice, photo, 404))["type"].endswith("transcription-not-found")


@pytest.mark.slow
async def test_a_film_is_shown_with_its_captions_as_they_were_when_it_was_published(
    app: FastAPI, runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    ears = listening(app, runtime, Stub())
    film = await medium(ears, alice, mp4(), kind="video", content_type="video/mp4")
    await accept(alice, film)
    await work_off(ears)
    film = await alice.ask("GET", f"/v1/media/{film['id']}", 200)
    [own] = [variant for variant in film["variants"] if variant["name"] == "captions"]
    answer = await guest.get(own["url"])
    assert (answer.headers["content-type"].split(";")[0], answer.headers["content-disposition"]) == (
        "text/vtt",
        "inline",
    )
    assert answer.text == (await captions(alice, film["id"])).text
    journal = await begin(alice, showing(film["id"]))
    story = await publish(alice, journal)
    [shown] = [item for item in shown_in(story)["variants"] if item["name"] == "captions"]
    link = await share(alice, story)
    page = (await guest.get(link["url"], headers={"Accept": "text/html"})).text
    assert '<track kind="captions" src="' in page
    film = await write(alice, film["id"], "Autre chose")
    await work_off(ears)
    film = await alice.ask("GET", f"/v1/media/{film['id']}", 200)
    assert "captions" not in {variant["name"] for variant in film["variants"]}
    assert (await guest.get(shown["url"])).text == answer.text  # frozen
    again = await declare(alice, declared(mp4(), "video", "video/mp4", caption="Encore"))
    await work_off(ears)
    again = await alice.ask("GET", f"/v1/media/{again['id']}", 200)
    assert again["transcription"] == "proposed"  # the same bytes, of which nothing was said
    assert "captions" not in {variant["name"] for variant in again["variants"]}


async def test_what_the_owner_wrote_is_never_replaced(app: FastAPI, runtime: Runtime, alice: Person) -> None:
    stub = Stub()
    own = await recording(listening(app, runtime, stub), alice, transcript="Déjà écrit")
    assert (own["transcription"], stub.heard) == (None, [])
    media_id = (await declare(alice, declared(m4a(), "audio", "audio/mp4", caption="Autre")))["id"]
    ears = listening(app, runtime, Stub(meanwhile=lambda: write(alice, media_id, "À moi")))
    path, headers = f"/v1/media/{media_id}/content", {"Content-Type": "audio/mp4"}
    await alice.ask("PUT", path, 200, content=m4a(), headers=headers)
    await work_off(ears)
    sound = await alice.ask("GET", f"/v1/media/{media_id}", 200)
    assert (sound["transcription"], sound["transcript"]) == ("empty", "À moi")


@pytest.mark.slow
async def test_whoever_refuses_suggestions_or_keeps_a_moment_aside_is_not_listened_to(
    app: FastAPI, runtime: Runtime, alice: Person, bob: Person
) -> None:
    stub = Stub()
    ears = listening(app, runtime, stub)
    await bob.ask("PATCH", "/v1/me", 200, json={"suggestions": False})
    assert (await recording(ears, bob))["transcription"] is None
    aside = await stories.medium(runtime, alice, "audio", transcription="awaited", duration=1.0, width=None)
    await capture(alice, BARE | {"media": [aside], "kept_aside": True})
    await listen(ears)
    assert stub.heard == []
    lost = await stories.medium(runtime, alice, "audio", transcription="awaited", variants=[])
    await listen(ears)
    assert (await alice.ask("GET", f"/v1/media/{lost}", 200))["transcription"] == "empty"
    assert stub.heard == []
    assert (await recording(listening(app, runtime, Stub([])), alice))["transcription"] == "empty"
    assert (await medium(ears, alice))["transcription"] is None  # a photo


async def listen(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await transcribe_media(uow, TranscribeMedia())


@pytest.mark.parametrize(
    ("error", "state"),
    [(TranscriptionFailed("exit 1"), "awaited"), (StorageUnavailable(), "awaited"), (Rejected("too_costly"), "empty")],
)
async def test_a_recording_waits_while_the_server_cannot_listen(
    app: FastAPI, runtime: Runtime, alice: Person, error: Exception, state: str
) -> None:
    sound = await recording(listening(app, runtime, Stub(error=error)), alice)
    assert sound["transcription"] == state
    if state == "awaited":
        await listen(runtime)  # where no model is set nothing happens, and nothing is lost
        await alice.ask("DELETE", f"/v1/media/{sound['id']}/transcription", 204)
        stub = Stub()
        await listen(listening(app, runtime, stub))
        assert stub.heard == []


@pytest.mark.slow
async def test_lines_follow_one_another_and_take_time(app: FastAPI, runtime: Runtime, alice: Person) -> None:
    sound = await recording(listening(app, runtime, Stub([*HEARD, Cue(5, 5, "sans durée"), Cue(6, 7, "x\x00")])), alice)
    assert len((await of(alice, sound["id"]))["cues"]) == 2  # as an owner could send them
    for cues in ([], [CORRECTED[1], CORRECTED[0]], [{"start": 1, "end": 1, "text": "a"}], [CORRECTED[0]] * 2001):
        await accept(alice, sound, 422, cues=cues)
    long = [{"start": n, "end": n + 1, "text": "a" * 200} for n in range(100)]
    await accept(alice, sound, 422, cues=long)
    await accept(alice, sound, 422, language="français")
    await alice.ask("PUT", f"/v1/media/{sound['id']}/transcription", 428, json={"language": "fr", "cues": CORRECTED})
    await accept(alice, sound | {"version": 1}, 412)
