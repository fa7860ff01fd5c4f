"""Creates the cast and the people around it, one after another, with output for first-time users."""

import asyncio
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import UUID

from app.core.clock import utc_now
from app.core.settings import Settings
from app.core.stopped import Stopped
from app.seed import cast, circle, committee, entry_links, farewell, morning
from app.seed.authenticator import Authenticator
from app.seed.cast import Film, Medium, Photo, VoiceNote
from app.seed.circle import Circle, Soul
from app.seed.committee import Committee
from app.seed.farewell import Outcome, Shared, SharedPortrait
from app.seed.group import Group
from app.seed.guidance import Guidance
from app.seed.life import Life
from app.seed.mailbox import Mailbox
from app.seed.portrayal import Drawing
from app.seed.visitor import Visitor, visiting

SIDE = 960  # pixels of photos: enough for a phone; drawing takes half a second
COMMITTEE = 6  # people of the cast: enough to be counted
FRAMEWORKS = ("everyday-skills", "spro-coordination")


def run(settings: Settings, side: int = SIDE) -> None:
    """Create the demo. Raises Stopped."""
    if settings.smtp_url is not None:
        raise Stopped(
            "With DAYTRIPPER_SMTP_URL set, codes go out by mail, and nobody here can read them: unset it for the "
            "demonstration, for `make run` too."
        )
    asyncio.run(fill(settings, side))


async def fill(settings: Settings, side: int = SIDE) -> Outcome:
    """Create everything, and return it. A second run changes nothing."""
    began = time.monotonic()
    say(f"Filling {settings.public_base_url} through its public API, as phones would.\n")
    async with AsyncExitStack() as stack:
        stage = Stage(settings, side, stack, circle.load())
        await stage.live()
        outcome = Outcome(await stage.share())
        await stage.gather(outcome)
        await stage.portray(outcome)
        await stage.accompany()
        await stage.convene(outcome)
        await stage.wake_up(outcome)
        count = sum(visitor.made for visitor in stage.visitors)
        farewell.conclude(count, time.monotonic() - began)
        await stage.lives[0].visitor.renew()
        outcome.entries = await entry_links.make(settings, farewell.ENTRIES)
        farewell.invite(settings, stage.lives[0], outcome)
        for visitor in stage.visitors:
            if visitor.token and visitor is not stage.lives[0].visitor:
                await visitor.ask("DELETE", "/v1/sessions/current")
    return outcome


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass
class Stage:
    settings: Settings
    side: int
    stack: AsyncExitStack
    told: Circle
    lives: list[Life] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)
    stories: dict[str, UUID] = field(default_factory=dict)  # by title

    @property
    def mails(self) -> Mailbox:
        return Mailbox(self.settings.data_dir / "mail")

    @property
    def by_address(self) -> dict[str, Life]:
        return {life.person.email: life for life in self.lives}

    async def live(self) -> None:
        people = cast.load()
        for person in people.people:
            life = Life(people, person, await self._visitor(), {}, self.side)
            self.lives.append(life)
            await self._live(life)
        say("  …and the server looks at each file, turns it upright, and makes copies that say nothing of who took it.")

    async def share(self) -> list[Shared]:
        links = []
        for life in self.lives:
            await life.wait_for_media()
            await life.write_captions()
            for journal in life.person.journals:
                story_id = await life.publish(journal) if journal.published else None
                if story_id is not None:
                    self.stories[journal.title] = story_id
                    addresses = {await life.give(story_id, link): link for link in journal.links}
                    links += [Shared(journal.title, life.person.name, link, url) for url, link in addresses.items()]
        return links

    async def gather(self, outcome: Outcome) -> None:
        gathering, ines = self.told.community, self.lives[0]
        manager = await self._come(gathering.manager)
        say(f"  {gathering.manager.name}, {gathering.manager.who}")
        group = Group(
            gathering,
            manager,
            await self._visitor(),
            self._come,
            self.mails,
            ines.skills,
            {ines.person.email: ines},
            self.side // 2,
        )
        await group.found()
        await group.bring_in()
        await group.send()
        await Authenticator(manager, self.settings.data_dir / "demo" / "karima.json").prove()
        await group.answer_missions()
        await group.review()
        if self.told.portrait.story in self.stories:
            await group.show(ines, self.stories[self.told.portrait.story])
        outcome.community = f"{self.settings.public_base_url}/c/{group.id}"
        outcome.mission = group.missions["week"]
        tally = await group.tally("week")
        say(
            f"      sends « {gathering.missions['week'].title} » each Monday: {tally['sent']} have it, "
            f"{tally['answered']} have answered, {tally['returned']} is to complete theirs"
        )

    async def portray(self, outcome: Outcome) -> None:
        portrayal, life = self.told.portrait, self.by_address[self.told.portrait.of]
        drawing = Drawing(portrayal, life)
        await drawing.claim()
        await drawing.be_endorsed(portrayal.endorsement, await self._visitor(), self.mails)
        portrait_id = await drawing.publish(self.stories.get(portrayal.story))
        outcome.portrait = str((await drawing.give(portrait_id))["url"])
        say(
            f"  {life.person.name} again: {len(portrayal.talents)} talents with their evidence, one of them recognised "
            f"by {portrayal.endorsement.name}, make a portrait"
        )
        for life in self.lives:
            if life.person.portrait is not None:
                drawing = Drawing(life.person.portrait, life)
                await drawing.claim()
                url = str((await drawing.give(await drawing.publish()))["url"])
                outcome.portraits.append(SharedPortrait(life.person, url))
        say(f"  {_joined([item.person.name for item in outcome.portraits])}: a portrait each, of what they have")

    async def accompany(self) -> None:
        rose = self.told.counsellor
        file = self.settings.data_dir / "demo" / "rose.json"
        guidance = Guidance(rose, await self._come(rose), self.by_address, file)
        say(f"  {rose.name}, {rose.who}")
        await guidance.ask_everybody()
        beneficiaries = await guidance.visitor.items("/v1/beneficiaries")
        say(
            f"      proved her second factor, asked {len(rose.requests)} people; {len(beneficiaries)} agreed, two of "
            "them to less; what she read is written down for them"
        )

    async def convene(self, outcome: Outcome) -> None:
        """Let a committee finish a programme, begin another one, and report on the year."""
        told = committee.load()
        members = [life.visitor for life in self.lives[:COMMITTEE]]
        group = Committee(told, self.visitors[-1], members)
        await group.found()
        past = str(utc_now().year - 1)
        year = told.year_report.model_copy(update={"title": told.year_report.title.format(year=past)})
        outcome.programmes = [await group.year(self.settings), await group.hack(), await group.draw()]
        days = {"starts_on": f"{past}-01-01", "ends_on": f"{past}-12-31"}
        await group.report(outcome.programmes[0], year, **days)
        await group.report(outcome.programmes[1], told.hack_report)
        outcome.reports = await group.reports()
        outcome.committee = f"{self.settings.public_base_url}/c/{group.id}"
        say(
            f"  {told.name}: last year has its report; *Hack ton orientation* is over, with a plan; *Dessine-moi le "
            "travail* goes on"
        )

    async def wake_up(self, outcome: Outcome) -> None:
        """Send one person's morning digest now."""
        ines = self.lives[0]
        if sum(visitor.made for visitor in self.visitors) and await morning.come(self.settings, await ines.own_id()):
            await self.mails.wait(ines.person.email, farewell.DIGEST)
        mail = self.mails.find(ines.person.email, farewell.DIGEST)
        outcome.digest = mail and mail.path

    async def _live(self, life: Life) -> None:
        person, visitor = life.person, life.visitor
        mail = await visitor.sign_in(person.email, person.device, self.mails)
        say(f"  {person.name}, {person.who}")
        say(f"      signed in with the code in {self.settings.data_dir / 'mail' / mail}")
        life.skills = self.lives[0].skills or await _skills(visitor)
        await visitor.introduce(person.name, person.birth_year)
        if missing := await life.missing_media():
            say(f"      takes {_counted(missing)}, and sends them…")
            await life.take_media(missing)
        await life.capture_moments()
        await life.keep_journals()
        volume = f"; {visitor.sent / 1e6:.1f} MB went out" if visitor.sent else ""
        journals = f", {len(person.journals)} journal(s)" if person.journals else ""
        say(f"      {len(person.experiences)} experiences{journals}{volume}")

    async def _come(self, soul: Soul) -> Visitor:
        """Sign in, and set the name."""
        visitor = await self._visitor()
        await visitor.sign_in(soul.email, f"Téléphone de {soul.name}", self.mails)
        await visitor.introduce(soul.name, soul.birth_year)
        return visitor

    async def _visitor(self) -> Visitor:
        visitor = await self.stack.enter_async_context(visiting(self.settings))
        self.visitors.append(visitor)
        return visitor


async def _skills(visitor: Visitor) -> dict[str, str]:
    trees = [await visitor.ask("GET", f"/v1/frameworks/{code}") for code in FRAMEWORKS]
    return {leaf["code"]: leaf["id"] for tree in trees for domain in tree["domains"] for leaf in domain["skills"]}


def _joined(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _counted(media: dict[str, Medium]) -> str:
    names = {Photo: "photo", Film: "film", VoiceNote: "voice note"}
    kinds = Counter(names[type(medium)] for medium in media.values())
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.most_common())
