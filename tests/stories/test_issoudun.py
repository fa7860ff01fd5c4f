"""« Dessine-moi le travail » in Issoudun, with people of home care: three workshops of three publics, quotes that their
authors give and take back, and a meeting of 61 that chooses four actions."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from pypdf import PdfReader

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.missions import moments
from app.services.proposals import reminders
from tests.support import programme_reports as reports
from tests.support.ballots import close, confirm, count_paper, results, vote
from tests.support.communities import grown_up
from tests.support.mails import text_of
from tests.support.missions import send
from tests.support.notifications import mails_to
from tests.support.people import Person, Watch, come_back, prove, work_off
from tests.support.programmes import move, write
from tests.support.proposals import choose, decide, propose, report

PUBLICS = ["jeunes", "en recherche d’emploi", "employeurs"]
THEMES = ["conditions de travail", "freins au recrutement", "communication", "valorisation"]
WORKSHOPS = [datetime(2026, 3, day, 13, tzinfo=UTC) for day in (10, 17, 24)]
FOURTH = datetime(2026, 3, 31, 13, tzinfo=UTC)
MEETING = datetime(2026, 5, 5, 11, 30, tzinfo=UTC)
PERSONS_PER_WORKSHOP, REGISTERED, WALK_INS, ON_PAPER = 24, 48, 13, 4
# What each public of all three workshops says, by theme: 24 people each.
CHOICES = {
    PUBLICS[0]: [14, 5, 5, 0],
    PUBLICS[1]: [5, 14, 0, 5],
    PUBLICS[2]: [0, 5, 14, 5],
}
QUESTIONS = [
    {"code": "public", "text": "Tu es", "type": "one", "options": PUBLICS, "required": True},
    {"code": "theme", "text": "Par quoi commencer ?", "type": "one", "options": THEMES},
]
STORY = {"code": "vecu", "text": "Raconte un moment de ce travail", "type": "long"}
REQUESTS = "/v1/grant-requests"
UNTIL = "2027-04-01T00:00:00.000Z"
OWN_WORDS = "Je commence à six heures, et j’en suis fière."
SYNTHESIS = {"starts_on": "2026-03-01", "ends_on": "2026-04-10", "title": "Synthèse"}
MONTH_LATER = MEETING + timedelta(days=30)


class Action:
    """The programme, its manager, the 72 of the workshops in three publics, and the clock."""

    def __init__(self, app: FastAPI, watch: Watch, manager: Person, people: list[Person]) -> None:
        self.app, self.watch, self.manager, self.people = app, watch, manager, people
        self.runtime: Runtime = app.state.runtime
        self.community_id, self.programme_id = UUID(int=0), ""

    def group(self, workshop: int) -> list[Person]:
        """Return the 24 of a workshop: eight of each public, in turn."""
        return self.people[workshop * PERSONS_PER_WORKSHOP :][:PERSONS_PER_WORKSHOP]

    async def go_to(self, moment: datetime, *people: Person) -> None:
        self.watch.now = moment
        async with self.runtime.work(SYSTEM) as uow:
            await moments.turn_all(uow)
        await work_off(self.runtime)
        await come_back(self.app, self.manager, *people)
        await prove(self.manager)

    async def send(self, **fields: Any) -> Any:
        values = {"programme_id": self.programme_id} | fields
        return await send(self.runtime, self.manager, self.community_id, **values)

    async def event(self, title: str, start: datetime) -> Any:
        times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=3)).isoformat()}
        form = times | {"place": {"label": "Centre culturel"}, "walk_ins": True}
        return await self.send(title=title, kind="event", event=form)

    async def check_in(self, event: Any, people: Sequence[Person]) -> list[bool]:
        """Note that they came, and return who had registered."""
        records = []
        for person in people:
            path = f"/v1/missions/{event['id']}/attendances/{person.id}"
            records.append(await self.manager.ask("PUT", path, 200, json={"attendance": "present"}))
        return [record["registered"] for record in records]


@pytest.fixture
async def action(alice: Person, app: FastAPI, runtime: Runtime, watch: Watch) -> Action:
    people = [await grown_up(app, f"personne{n}") for n in range(len(WORKSHOPS) * PERSONS_PER_WORKSHOP)]
    action = Action(app, watch, alice, people)
    action.community_id = await reports.committee(runtime, alice, *people, weekly_notification_cap=21)
    await prove(alice)
    programme = await write(alice, action.community_id, title="Dessine-moi le travail", sector="Aide à domicile")
    await move(alice, programme, "start")
    action.programme_id = programme["id"]
    return action


async def respond(person: Person, mission: Any, **body: Any) -> Any:
    return await person.ask("PUT", f"/v1/missions/{mission['id']}/response", 200, json=body)


def answers(**options: str) -> list[dict[str, Any]]:
    return [{"code": code, "options": [option]} for code, option in options.items()]


async def draw_the_work(action: Action) -> list[tuple[Person, Any]]:
    """Three workshops; return the twelve who told a moment, with their answers."""
    survey = await action.send(title="Les thèmes", kind="survey", survey={"questions": QUESTIONS})
    named = {"questions": [STORY], "sheets": "named"}
    moment = await action.send(title="Un moment", kind="survey", survey=named)
    workshops = [await action.event(f"Atelier {n + 1}", start) for n, start in enumerate(WORKSHOPS)]
    themes = {public: [THEMES[n] for n in range(4) for _ in range(counts[n])] for public, counts in CHOICES.items()}
    witnesses: list[tuple[Person, Any]] = []
    for number, (event, start) in enumerate(zip(workshops, WORKSHOPS, strict=True)):
        people = action.group(number)
        await action.go_to(start + timedelta(minutes=5), *people)
        assert await action.check_in(event, people) == [False] * PERSONS_PER_WORKSHOP
        for place, person in enumerate(people):
            public = PUBLICS[place % 3]
            await respond(person, survey, answers=answers(public=public, theme=themes[public].pop()))
        for person in people[:4]:
            words = [{"code": STORY["code"], "text": f"Le matin, {words_of(len(witnesses))}. Puis je rentre."}]
            witnesses.append((person, await respond(person, moment, answers=words)))
    await close(action.manager, survey)
    await _reads_the_themes(action, survey)
    return witnesses


async def _reads_the_themes(action: Action, survey: Any) -> None:
    rows = await rows_of(action.manager, survey)
    assert {row["options"][0]: row["counts"] for row in rows} == CHOICES
    assert [len(row["options"]) for row in rows] == [1, 1, 1]
    assert all(count == 0 or count >= 5 for row in rows for count in row["counts"])


async def rows_of(manager: Person, survey: Any) -> list[Any]:
    table = await manager.ask("GET", f"/v1/missions/{survey['id']}/results?by=public", 200)
    [theme] = [question for question in table["questions"] if question["code"] == "theme"]
    return list(theme["rows"])


async def draw_it_with_three_employers(action: Action) -> None:
    """A fourth workshop: its three employers are counted with the others, and cannot be told from them."""
    people = action.people[:19]
    survey = await action.send(title="Les thèmes, encore", kind="survey", survey={"questions": QUESTIONS})
    await action.go_to(FOURTH, *people)
    for place, person in enumerate(people):
        public = PUBLICS[0] if place < 8 else PUBLICS[1] if place < 16 else PUBLICS[2]
        await respond(person, survey, answers=answers(public=public, theme=THEMES[0]))
    await close(action.manager, survey)
    rows = await rows_of(action.manager, survey)
    assert sorted(len(row["options"]) for row in rows) == [1, 2]
    [union] = [row for row in rows if len(row["options"]) == 2]
    assert PUBLICS[2] in union["options"]
    assert sorted(row["counts"][0] for row in rows) == [8, 11]


def words_of(number: int) -> str:
    return f"j’ouvre {number + 1} volets avant le café"


async def ask_for_quotes(action: Action, synthesis: Any, witnesses: list[tuple[Person, Any]]) -> list[tuple[Any, str]]:
    """Twelve are asked: seven give their words, one gives others, two refuse, two say nothing. Return the quotes."""
    await action.go_to(datetime(2026, 4, 8, 9, tzinfo=UTC), *(person for person, _ in witnesses))
    quotes = []
    for number, (person, response) in enumerate(witnesses):
        target = {"type": "response", "id": response["id"], "excerpt": words_of(number)}
        terms = {"purpose": "publication", "ends_at": UNTIL, "attribution": "first_name", "reach": "everybody"}
        body = {"report_id": synthesis["id"], "targets": [target]} | terms
        request = await action.manager.ask("POST", REQUESTS, 201, json=body)
        if number < 8:
            excerpt = OWN_WORDS if number == 7 else words_of(number)
            acceptance = {"targets": [target | {"excerpt": excerpt}], "rights": ["view"], "ends_at": UNTIL}
            path = f"{REQUESTS}/{request['id']}/acceptance"
            [grant] = (await person.ask("PUT", path, 200, json=acceptance))["grants"]
            quotes.append((grant, excerpt))
        elif number < 10:
            await person.ask("PUT", f"{REQUESTS}/{request['id']}/refusal", 200)
    return quotes


async def forms_of(action: Action, synthesis: Any, url: str) -> list[str]:
    """Return the words of the synthesis: as a page, as a PDF, and as a spreadsheet."""
    page = await action.manager.client.get(url, headers={"Authorization": "", "Accept-Language": "fr"})
    path = f"/v1/reports/{synthesis['id']}/editions/1"
    pdf, ods = [await action.manager.client.get(f"{path}.{form}") for form in ("pdf", "ods")]
    assert [answer.status_code for answer in (page, pdf, ods)] == [200] * 3
    texts = [
        page.text,
        " ".join(paper.extract_text() for paper in PdfReader(io.BytesIO(pdf.content)).pages),
        ZipFile(io.BytesIO(ods.content)).read("content.xml").decode(),
    ]
    return [" ".join(text.replace("&#39;", "'").split()) for text in texts]


def shown(texts: list[str], quotes: list[tuple[Any, str]]) -> list[list[str]]:
    return [[words for _, words in quotes if words in text] for text in texts]


async def publish_what_was_given(action: Action, synthesis: Any, witnesses: list[tuple[Person, Any]]) -> None:
    """The synthesis has eight quotes; one is taken back, and is gone from each form on the next request."""
    quotes = await ask_for_quotes(action, synthesis, witnesses)
    await action.go_to(datetime(2026, 4, 14, 9, tzinfo=UTC), witnesses[0][0])
    await reports.publish(action.manager, synthesis)
    url = (await reports.give(action.manager, synthesis, {"type": "link"}))["url"]
    assert shown(await forms_of(action, synthesis, url), quotes) == [[words for _, words in quotes]] * 3
    content = await reports.edition(action.manager, synthesis)
    assert len(content["sections"][1]["quotes"]) == len(quotes) == 8
    before = await reports.figures(action.manager, synthesis)
    assert reports.parts(before["consents"]) == {"asked": 12, "given": 8, "refused": 2, "withdrawn": 0}
    grant, words = quotes[0]
    await witnesses[0][0].ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers={"If-Match": '"1"'})
    texts = await forms_of(action, synthesis, url)
    assert [words in text for text in texts] == [False] * 3
    assert shown(texts, quotes) == [[words for _, words in quotes[1:]]] * 3
    after = await reports.figures(action.manager, synthesis)
    assert reports.parts(after["consents"]) == {"asked": 12, "given": 8, "refused": 2, "withdrawn": 1}
    assert {code for code in before if before[code]["digest"] != after[code]["digest"]} == {"consents"}
    check = await reports.check(action.manager, synthesis)
    assert {code: item["reason"] for code, item in check.items() if item["result"] == "differs"} == {"consents": "day"}


async def meet(action: Action) -> list[Person]:
    """Return the 61 who come: 48 had registered."""
    people = action.people[: REGISTERED + WALK_INS]
    await action.go_to(MEETING - timedelta(days=10), *people)
    event = await action.event("La rencontre", MEETING)
    for person in people[:REGISTERED]:
        await respond(person, event, attendance="registered")
    await action.go_to(MEETING + timedelta(minutes=5), *people)
    registrations = await action.check_in(event, people)
    assert (registrations.count(True), registrations.count(False)) == (REGISTERED, WALK_INS)
    return people


async def choose_four(action: Action, people: list[Person]) -> list[Any]:
    """Nine proposals, five points each, four people on paper. Return what was chosen."""
    ideas = await action.send(title="Ce que nous changeons", kind="proposal", proposal={"max_per_person": 1})
    proposals = [await propose(person, ideas, title=f"Idée {n}") for n, person in enumerate(people[:9])]
    for proposal in proposals:
        await decide(action.manager, proposal, "approve")
    form = {"of": [ideas["id"]], "method": "points", "limit": 5, "winners": 4}
    ballot = await action.send(title="Le vote", kind="ballot", ballot=form)
    names = [proposal["id"] for proposal in proposals]
    for n, person in enumerate(people[ON_PAPER:]):
        await vote(person, ballot, {names[n % 4]: 3, names[(n + 1) % 4]: 2} if n >= 5 else {names[4 + n]: 5})
    paper = [{"proposal_id": names[0], "points": 12}, {"proposal_id": names[8], "points": 8}]
    written = await count_paper(action.manager, ballot, people[-2:], counts=paper, people=ON_PAPER, present=len(people))
    for counter in people[-2:]:
        await confirm(counter, written)
    await close(action.manager, ballot)
    outcome = await results(action.manager, ballot)
    assert (outcome["ballot"]["voters"], outcome["people"]) == (len(people), None)  # four papers are not told apart
    options = outcome["ballot"]["options"]
    assert sum(option["total"] is not None for option in options) == 4  # each other was chosen by few
    assert {option["proposal_id"] for option in options if option["chosen"]} == set(names[:4])
    return proposals[:4]


async def carry_out(action: Action, choices: list[Any]) -> None:
    """Three carry the four actions. A month later each who is not done has one mail, and nobody else."""
    owners = [action.people[n] for n in (20, 20, 21, 22)]
    await come_back(action.app, *owners[1:])
    for proposal, owner in zip(choices, owners, strict=True):
        selection = await choose(
            action.manager, proposal, owner={"user_id": str(owner.id)}, due_on=(MONTH_LATER.date()).isoformat()
        )
        assert selection["outside_ballot"] is False
        await owner.ask("PUT", f"/v1/proposals/{proposal['id']}/acceptance", 200)
    await report(owners[3], choices[3], state="done")
    await work_off(action.runtime)
    await action.go_to(MONTH_LATER - timedelta(days=1))
    for _ in range(2):
        async with action.runtime.work(SYSTEM) as uow:
            await reminders.remind(uow)
        await work_off(action.runtime)
    reminded = {person.id: number for person in action.people if (number := _reminders(action, person))}
    assert reminded == {owners[0].id: 1, owners[2].id: 1}
    await _figures_say_so(action)


def _reminders(action: Action, person: Person) -> int:
    texts = [text_of(mail) for mail in mails_to(action.runtime, person)]
    return sum("à sa date" in text or "à leur date" in text for text in texts)


async def _figures_say_so(action: Action) -> None:
    month = {"starts_on": "2026-05-01", "ends_on": "2026-05-31"}
    draft = await reports.draft(action.manager, action.community_id, programme_id=action.programme_id, **month)
    figures = await reports.figures(action.manager, draft)
    presence = reports.parts(figures["presence"])
    assert (presence["registered"], presence["present"]) == (REGISTERED, REGISTERED + WALK_INS)
    assert (figures["proposals"]["value"], figures["selected"]["value"]) == (9, 4)
    states = reports.parts(figures["actions"])
    assert (states["planned"], states["running"], states["done"], states["abandoned"]) == (3, 0, 1, 0)


@pytest.mark.slow
async def test_three_publics_draw_the_work_and_choose_what_changes(action: Action) -> None:
    witnesses = await draw_the_work(action)
    await draw_it_with_three_employers(action)
    sections = [{"kind": "figures"}, {"kind": "quotes"}]
    names = {"programme_id": action.programme_id, "sections": sections}
    synthesis = await reports.draft(action.manager, action.community_id, **SYNTHESIS | names)
    await publish_what_was_given(action, synthesis, witnesses)
    choices = await choose_four(action, await meet(action))
    await carry_out(action, choices)
