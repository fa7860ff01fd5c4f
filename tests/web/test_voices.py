"""Who only speaks has a portrait: voice notes are published, played from its page, and from paper."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.core.uow import Runtime
from tests.support.grants import FORM, revoke, token_of
from tests.support.papers import codes_of, words_of
from tests.support.people import NOW, Person, Watch, capture, work_off
from tests.support.portraits import draw, publish, share
from tests.support.recordings import aac, m4a, mp3, ogg
from tests.support.stories import medium
from tests.support.uploads import append, declare, declared

pytestmark = pytest.mark.slow

FRENCH = {"Accept-Language": "fr"}
SAID = "Ce matin j’ai réparé la pompe. Le joint était mort."
SOUNDS = {"audio/mp4": (m4a, None), "audio/aac": (aac, None), "audio/mpeg": (mp3, None), "audio/ogg": (ogg, SAID)}


async def capture_note(person: Person, media_id: str) -> Any:
    """Capture a moment of that voice note alone, as a phone does: without context, title and text."""
    return await capture(person, {"lived_at": NOW.isoformat(), "media": [media_id]})


async def note(runtime: Runtime, person: Person, sound: bytes, **fields: object) -> Any:
    name = f"voice-{sound.decode()}"
    await runtime.objects.put(name, sound, "audio/mp4")
    file = {"name": "audio", "object_key": name, "content_type": "audio/mp4", "size": len(sound)}
    variants = [file | {"width": None, "height": None}]
    return await capture_note(
        person, await medium(runtime, person, "audio", variants=variants, duration=72.4, **fields)
    )


async def published(person: Person) -> str:
    path = await draw(person, languages=["fr"])
    await publish(person, path)
    return path


async def link(person: Person, path: str, watch: Watch, **terms: object) -> dict[str, Any]:
    """Make a link that may be printed."""
    ending: dict[str, Any] = {"ends_at": (watch.now + timedelta(days=30)).isoformat(), "rights": ["view", "download"]}
    grant: dict[str, Any] = await share(person, path, **ending | terms)
    return grant


async def paper(person: Person, path: str, grant: dict[str, Any] | None = None) -> bytes:
    terms = {"link": grant["id"]} if grant else {}
    answer = await person.client.get(f"{path}/editions/1.pdf", params=terms, headers=FRENCH)
    assert answer.status_code == 200, answer.text
    return answer.content


def sources(page: str) -> list[str]:
    return re.findall(r'<source src="http://test([^"]+)" type="audio/', page)


async def heard_by(guest: httpx.AsyncClient, code: str) -> bytes:
    """Return the sound that the page of a code plays first."""
    page = (await guest.get(code)).text
    assert 'class="played"' in page
    return (await guest.get(sources(page)[0])).content


async def test_who_sent_four_voice_notes_has_a_page_and_a_paper_that_play_them(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    for content_type, (sound, words) in SOUNDS.items():
        content = sound()
        note = await declare(alice, declared(content, "audio", content_type, transcript=words))
        await append(alice, note["id"], 0, content)
        await capture_note(alice, note["id"])
    await work_off(runtime)
    path = await published(alice)
    grant = await link(alice, path, watch)
    page = (await guest.get(f"/s/{token_of(grant)}", headers=FRENCH)).text
    assert "Ce que j’ai vécu" in page
    assert "Le joint était mort." in page
    assert len(sources(page)) == 4
    sounds = {(await guest.get(source)).content for source in sources(page)}
    document = await paper(alice, path, grant)
    assert words_of(document).count("Note vocale · 1 s") == 4
    assert "Le joint était mort." in words_of(document)
    *codes, whole = codes_of(document)
    assert whole == grant["url"]
    assert len(codes) == 4
    assert {await heard_by(guest, code) for code in codes} == sounds
    await revoke(alice, grant)
    over = await guest.get(whole)
    for code in codes:
        answer = await guest.get(code)
        assert (answer.status_code, answer.text) == (404, over.text)


async def test_paper_of_an_earlier_edition_plays_the_same_recording(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    for sound in (b"first", b"second"):
        await note(runtime, alice, sound)
    path = await published(alice)
    grant = await link(alice, path, watch)
    *codes, _ = codes_of(await paper(alice, path, grant))
    sounds = [await heard_by(guest, code) for code in codes]
    assert sorted(sounds) == [b"first", b"second"]
    newest = await note(runtime, alice, b"third")
    await publish(alice, path)
    assert [await heard_by(guest, code) for code in codes] == sounds
    chosen = {"languages": ["fr"], "sections": [{"kind": "other", "only": [newest["id"]]}]}
    await alice.ask("PUT", path, 200, json=chosen, headers={"If-Match": "*"})
    await publish(alice, path)
    for code in codes:  # the page shows what it shows, and no other recording first
        answer = await guest.get(code)
        assert (answer.status_code, 'class="played"' in answer.text, len(sources(answer.text))) == (200, False, 1)


async def test_a_recording_behind_a_passcode_is_played_with_it(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    await note(runtime, alice, b"first")
    path = await published(alice)
    [code, _] = codes_of(await paper(alice, path, await link(alice, path, watch, passcode="atelier 12")))
    closed = (await guest.get(code)).text
    assert sources(closed) == []
    [action] = re.findall(r'action="(/s/[^"]+/unlock[^"]*)"', closed)
    opened = await guest.post(action, content="passcode=atelier+12", headers=FORM)
    assert 'class="played"' in opened.text
    assert (await guest.get(sources(opened.text)[0])).content == b"first"


async def test_paper_without_a_link_has_lengths_and_words_and_no_code(alice: Person, runtime: Runtime) -> None:
    await note(runtime, alice, b"first")
    await note(runtime, alice, b"second", transcript=SAID)
    document = await paper(alice, await published(alice))
    assert codes_of(document) == []
    assert words_of(document).count("Note vocale · 1 min 12 s") == 2
    assert "Le joint était mort." in words_of(document)


async def test_a_code_plays_nothing_through_the_link_of_another_portrait(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    await note(runtime, alice, b"first")
    await note(runtime, bob, b"second")
    path, others = await published(alice), await published(bob)
    [code, _] = codes_of(await paper(alice, path, await link(alice, path, watch)))
    address = (await link(bob, others, watch))["url"]
    for play in (code.partition("=")[2], "nothing", "0", ""):
        answer = await guest.get(f"{address}?play={play}")
        assert (answer.status_code, 'class="played"' in answer.text) == (200, False)
