"""What a portrait plays and what a preview of its link shows: copies of media, for as long as the link opens."""

import asyncio
import re
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from app.adapters.renderer import Renderer
from app.core.ports import Rendition
from app.core.uow import Runtime
from app.models.media import TranscriptionState
from app.services.media import cards
from tests.support.grants import FORM, revoke, token_of
from tests.support.people import BARE, Person, capture
from tests.support.portraits import draw, publish, share
from tests.support.stories import begin, medium, text
from tests.support.stories import publish as publish_story

WORDS = "On a posé les tuiles. Il pleuvait."
PROPOSED = "Rien que pour moi."


async def kept(runtime: Runtime, name: str, content_type: str, content: bytes) -> dict[str, object]:
    """Store a variant, and return it."""
    await runtime.objects.put(f"portrait-{name}", content, content_type)
    file = {"name": name, "object_key": f"portrait-{name}", "content_type": content_type, "size": len(content)}
    return file | {"width": None, "height": None}


def picture(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(file, "WEBP")
    return file.getvalue()


async def test_what_was_said_is_played_and_read_from_the_portrait(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    sound = await kept(runtime, "audio", "audio/mp4", b"0123456789")
    film = await kept(runtime, "video", "video/mp4", b"film")
    captions = await kept(runtime, "captions", "text/vtt", b"WEBVTT\n")
    voice = await medium(runtime, alice, "audio", variants=[sound], transcript=WORDS)
    reel = await medium(runtime, alice, "video", variants=[film, captions])
    fields = {
        "transcription": TranscriptionState.PROPOSED,
        "cues": [{"start": 0.0, "end": 2.0, "text": PROPOSED}],
        "spoken_language": "fr",
    }
    proposal = await medium(runtime, alice, "audio", variants=[sound], **fields)
    spoken = await capture(alice, BARE | {"context": "work", "media": [voice, reel, proposal]})
    grant = await share(alice, await publish_of(alice))
    page = (await guest.get(grant["url"], headers={"Accept": "text/html"})).text
    assert "On a posé les tuiles</h3>" in page
    assert "Il pleuvait." in page
    assert PROPOSED not in page  # is the owner's alone until it was accepted
    for address, tag, content in (("audio", "source", b"0123456789"), ("video", "source", b"film")):
        [url] = set(re.findall(rf'<{tag} src="(http://test/m/[^"]+/{address})"', page))
        assert (await guest.get(url)).content == content
    part = await guest.get(re.findall(r'src="([^"]+/audio)"', page)[0], headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")
    [track] = re.findall(r'<track kind="captions" src="([^"]+)"', page)
    assert (await guest.get(track)).text == "WEBVTT\n"
    assert voice not in page
    assert spoken["id"] not in page
    await revoke(alice, grant)
    assert {(await guest.get(url)).status_code for url in (url, track)} == {404}


@pytest.mark.slow
async def test_a_preview_is_a_jpeg_and_only_for_whom_the_link_opens(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    large = await kept(runtime, "large", "image/webp", picture(1600, 1200)) | {"width": 1600, "height": 1200}
    photo = await medium(runtime, alice, variants=[large], alt="Un toit")
    await capture(alice, BARE | {"context": "work", "media": [photo]})
    path = await publish_of(alice)
    journal = await begin(alice, text("Le toit tient."), cover_media_id=photo)
    story = await publish_story(alice, journal)
    target = {"target": {"type": "story", "id": story["id"]}, "audience": {"type": "link"}, "purpose": "personal"}
    for grant in (await share(alice, path), await alice.ask("POST", "/v1/grants", 201, json=target)):
        url = image_of((await guest.get(grant["url"], headers={"Accept": "text/html"})).text)
        answer = await guest.get(url)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.headers["x-robots-tag"] == "noindex"
        with Image.open(BytesIO(answer.content)) as card:
            assert (card.format, card.size) == ("JPEG", (1200, 630))
            assert not card.getexif()
        assert (await guest.get(re.sub("/m/[^/]+", "/m/other", url))).status_code == 404
        assert (await guest.get(re.sub(r"[^/]+\.jpg", "no-id.jpg", url))).status_code == 404
        await revoke(alice, grant)
        assert (await guest.get(url)).status_code == 404
    locked = await share(alice, path, passcode="atelier 12")
    closed = (await guest.get(locked["url"], headers={"Accept": "text/html"})).text
    assert "/m/" not in closed
    assert "/static/card" in image_of(closed)
    unlocked = await guest.post(f"/s/{token_of(locked)}/unlock", content="passcode=atelier+12", headers=FORM)
    assert image_of(unlocked.text).endswith(".jpg")


async def test_a_preview_is_made_once_for_all_who_ask_and_no_more_than_some_at_once(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds, render = [], Renderer.render

    async def counted(renderer: Renderer, kind: str, *file: Any) -> Rendition:
        kinds.append(kind)
        return await render(renderer, kind, *file)

    monkeypatch.setattr(Renderer, "render", counted)
    variants = [
        await kept(runtime, name, "image/webp", picture(640, 480)) | {"name": "large", "width": 640, "height": 480}
        for name in ("first", "second")
    ]
    photos = [await medium(runtime, alice, variants=[variant]) for variant in variants]
    await capture(alice, BARE | {"context": "work", "media": photos})
    page = (await guest.get((await share(alice, await publish_of(alice)))["url"], headers={"Accept": "text/html"})).text
    first, second = (f"{folder}.jpg" for folder in dict.fromkeys(re.findall(r'(http://test/m/[^"]+)/large', page)))
    answers = await asyncio.gather(*(guest.get(first) for _ in range(5)))
    assert ({answer.status_code for answer in answers}, kinds) == ({200}, ["card"])
    monkeypatch.setattr(cards, "AT_ONCE", 0)
    assert (await guest.get(first)).status_code == 200  # kept
    refusal = await guest.get(second)
    assert (refusal.status_code, refusal.headers["retry-after"]) == (503, "5")
    assert (kinds, cards.TASKS) == (["card"], {})


async def publish_of(person: Person) -> str:
    path = await draw(person, headline="Couvreuse")
    await publish(person, path)
    return path


def image_of(page: str) -> str:
    [url] = re.findall(r'<meta property="og:image" content="([^"]+)"', page)
    return str(url)
