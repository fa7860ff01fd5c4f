"""The whole cast, one after another; what it says is for somebody who sees all this for the first time."""

import asyncio
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from shlex import quote

from app.core.settings import Settings
from app.seed.cast import Film, Link, Medium, Photo, Tune, load
from app.seed.life import Life
from app.seed.visitor import Stopped, Visitor, visiting

SIDE = 1280  # pixels of photos: enough for a phone, and drawn in a second
OURS = ("everyday-skills", "spro-coordination")


@dataclass(frozen=True)
class Shared:
    """A link that was given."""

    title: str
    author: str
    link: Link
    url: str


def run(settings: Settings, side: int = SIDE) -> None:
    """Raises Stopped."""
    if settings.smtp_url is not None:
        raise Stopped(
            "With DAYTRIPPER_SMTP_URL set, codes go out by mail, and nobody here can read them: unset it for the "
            "demonstration, for `make run` too."
        )
    asyncio.run(fill(settings, side))


async def fill(settings: Settings, side: int = SIDE) -> list[Shared]:
    """The links that there are in the end. Running it again changes nothing."""
    began, cast, shared = time.monotonic(), load(), []
    say(f"Filling {settings.public_base_url} through its public API, as phones would.\n")
    async with AsyncExitStack() as stack:
        lives = [Life(cast, one, await stack.enter_async_context(visiting(settings)), {}, side) for one in cast.people]
        for life in lives:
            await _live(life, settings)
        say(
            "  …and the server looks at each file, turns it upright, and makes copies that say nothing of their author."
        )
        for life in lives:
            await life.wait_for_media()
            shared += await _share(life)
        _conclude(lives, time.monotonic() - began)
        for life in lives[1:]:
            await life.visitor.ask("DELETE", "/v1/sessions/current")
        _farewell(settings, lives[0], shared)
    return shared


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _live(life: Life, settings: Settings) -> None:
    person, visitor = life.person, life.visitor
    mail = await visitor.sign_in(person.email, person.device, settings.data_dir / "mail")
    say(f"  {person.name}, {person.who}")
    say(f"      signed in with the code in {settings.data_dir / 'mail' / mail}")
    life.skills = await _skills(visitor)
    await life.introduce()
    if missing := await life.missing_media():
        say(f"      takes {_counted(missing)}, and sends them…")
        await life.take_media(missing)
    await life.tell()
    await life.keep_journals()
    sent = f"; {visitor.sent / 1e6:.1f} MB went out" if visitor.sent else ""
    say(f"      {len(person.experiences)} experiences, {len(person.journals)} journal(s){sent}")


async def _skills(visitor: Visitor) -> dict[str, str]:
    trees = [await visitor.ask("GET", f"/v1/frameworks/{code}") for code in OURS]
    return {leaf["code"]: leaf["id"] for tree in trees for domain in tree["domains"] for leaf in domain["skills"]}


def _counted(media: dict[str, Medium]) -> str:
    names = {Photo: "photo", Film: "film", Tune: "voice note"}
    kinds = Counter(names[type(medium)] for medium in media.values())
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.most_common())


async def _share(life: Life) -> list[Shared]:
    shared = []
    for journal in life.person.journals:
        story_id = await life.publish(journal) if journal.published else None
        if story_id is not None:
            given = {await life.give(story_id, link): link for link in journal.links}
            shared += [Shared(journal.title, life.person.name, link, url) for url, link in given.items()]
    return shared


def _conclude(lives: list[Life], seconds: float) -> None:
    made = sum(life.visitor.made for life in lives)
    if made:
        say(f"\nDone in {seconds:.0f} s: {made} things are new, from experiences to links.")
    else:
        say(f"\nNothing was changed, in {seconds:.0f} s: all of it was there already.")


def _farewell(settings: Settings, ines: Life, shared: list[Shared]) -> None:
    base, address = settings.public_base_url, ines.person.email
    say("\nOpen these, without an account, best in a window as narrow as a phone:")
    for one in shared:
        how = f", passcode: {one.link.passcode}" if one.link.passcode else ", which is over" if one.link.over else ""
        say(f"  {one.url}\n      « {one.title} », by {one.author}; link « {one.link.label} »{how}")
    say(f"\nSign in as {ines.person.name} ({address}); each code is a new file in {settings.data_dir / 'mail'}:")
    said = quote(f'{{"email": "{address}"}}')
    say(f"  curl -s {base}/v1/sessions/codes -H 'Content-Type: application/json' -d {said}")
    proof = quote(f'{{"email": "{address}", "code": "123456", "device_name": "curl"}}')
    say(f"  curl -s {base}/v1/sessions -H 'Content-Type: application/json' -d {proof}")
    say(f"\nOr paste these: for ten minutes, they are {ines.person.name}’s.")
    token = f"-H 'Authorization: Bearer {ines.visitor.token}'"
    for path in ("/v1/experiences?limit=3", "/v1/experiences?q=mur&has_media=true", "/v1/grants?active=true"):
        say(f"  curl -s {quote(base + path)} {token}")
    say(f"\nThe contract, to try things out: {base}/docs")
