"""`make demo` against a server like that of `make run`: it is filled once, then once more, which changes nothing."""

import gzip
import json
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from email import message_from_bytes, policy
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from pypdf import PdfReader

from app.core.settings import Settings
from app.core.stopped import Stopped
from app.seed import demo
from app.seed.cast import Cast, Photo, VoiceNote, load
from app.seed.circle import load as load_circle
from app.seed.farewell import Outcome, Shared
from app.seed.visitor import visiting
from tests.support.live import serving

pytestmark = pytest.mark.begun_first
SIDE = 240  # pixels of photos
LISTS = ("/v1/experiences", "/v1/media", "/v1/journals", "/v1/stories", "/v1/grants")


@dataclass
class Filled:
    """A server that was filled, and what was said meanwhile."""

    settings: Settings
    outcome: Outcome
    said: str

    @property
    def links(self) -> list[Shared]:
        return self.outcome.links

    def pasted(self, number: int) -> httpx.Response:
        """One of the lines for curl that end what was said: its address, its header."""
        lines = [line for line in self.said.splitlines() if "Authorization: Bearer" in line]
        _curl, _silent, url, _header, authorization = shlex.split(lines[number])
        return httpx.get(url, headers=dict([authorization.split(": ")]))

    def as_ines(self, path: str, **query: str) -> Any:
        return self.seen_by_ines(path, limit="100", **query)["items"]

    def seen_by_ines(self, path: str, **query: str) -> Any:
        headers = {"Authorization": self.pasted(0).request.headers["Authorization"]}
        return httpx.get(self.settings.public_base_url + path, headers=headers, params=query).json()

    def read(self, path: Path) -> str:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        text = mail.get_body(("plain",))
        assert text is not None
        return f"{mail['Subject']}\n{text.get_content()}".replace("\N{NO-BREAK SPACE}", " ")

    def rewrite_one(self) -> None:
        """As its owner does, between two runs."""
        experience = self.as_ines("/v1/experiences")[0]
        headers = {
            "If-Match": f'"{experience["version"]}"',
            "Authorization": self.pasted(0).request.headers["Authorization"],
        }
        address = f"{self.settings.public_base_url}/v1/experiences/{experience['id']}"
        assert httpx.patch(address, json={"title": "Autrement dit"}, headers=headers).is_success


async def fill(settings: Settings) -> Filled:
    with redirect_stdout(StringIO()) as output:
        outcome = await demo.fill(settings, SIDE)
    return Filled(settings, outcome, output.getvalue())


@pytest.fixture(scope="module")
def home(settings: Settings, app: FastAPI) -> Iterator[Settings]:
    """`app` has prepared the frameworks."""
    with serving(settings) as live:
        database_url = live.app.state.runtime.settings.database_url
        yield settings.model_copy(update={"base_url": live.url, "database_url": database_url, "app_url": None})


@pytest.fixture(scope="module")
async def demo_server(home: Settings) -> Filled:
    return await fill(home)


@pytest.fixture(scope="module")
def cast() -> Cast:
    return load()


@pytest.mark.slow
def test_the_cast_is_whole(cast: Cast) -> None:
    titles = [moment.title for person in cast.people for moment in person.experiences if moment.title]
    assert len(titles) == len(set(titles)) == 51
    assert set(titles) <= cast.told.keys()
    assert len(cast.told) == 60
    for person in cast.people:
        media = {name for moment in person.experiences for name in moment.media}
        media |= {journal.cover for journal in person.journals if journal.cover}
        assert media == person.media.keys()
        blocks = {block.experience for journal in person.journals for block in journal.blocks if block.experience}
        assert blocks <= {moment.name for moment in person.experiences}


@pytest.mark.slow
def test_ines_has_lived_what_the_cast_says(demo_server: Filled, cast: Cast) -> None:
    ines = cast.people[0]
    experiences, media = demo_server.as_ines("/v1/experiences"), demo_server.as_ines("/v1/media")
    assert len(experiences) == len(ines.experiences) == 9
    assert {medium["state"] for medium in media} == {"ready"}
    assert sorted(medium["kind"] for medium in media) == ["audio", *["photo"] * 10, "video"]
    assert len(demo_server.as_ines("/v1/journals")) == 2
    links = [ine for ine in demo_server.as_ines("/v1/grants") if ine["audience"]["type"] == "link"]
    assert sorted(link["state"] for link in links) == ["active", "active", "active", "expired"]
    (silent,) = [experience for experience in experiences if experience["title"] is None]
    assert (silent["lived_at"], silent["utc_offset"]) == ("2026-05-19T12:10:00.000Z", 120)
    assert [medium["kind"] for medium in silent["media"]] == ["photo", "audio", "photo"]
    assert len(silent["skills"]) == 2


@pytest.mark.slow
def test_all_that_she_has_comes_to_a_new_phone_in_pages_of_sixteen_kilobytes(demo_server: Filled) -> None:
    headers = {"Authorization": demo_server.pasted(0).request.headers["Authorization"], "Accept-Encoding": "gzip"}
    types: set[str] = set()
    cursor: str | None = ""
    pages = 0
    while cursor is not None:
        url = f"{demo_server.settings.public_base_url}/v1/sync{cursor}"
        with httpx.stream("GET", url, headers=headers) as answer:
            packed = b"".join(answer.iter_raw())
        assert len(packed) <= 16_000
        page = json.loads(gzip.decompress(packed))
        types |= {change["type"] for change in page["changes"]}
        cursor, pages = f"?cursor={page['next_cursor']}" if page["has_more"] else None, pages + 1
    assert types >= {"user", "notification", "membership", "grant", "media"}
    assert pages <= 5


@pytest.mark.slow
def test_her_photos_say_where_they_were_taken_to_her_alone(demo_server: Filled) -> None:
    (stones,) = [
        ine for ine in demo_server.as_ines("/v1/media") if ine["caption"] == "Les mêmes pierres, remises debout."
    ]
    assert stones["content_type"] == "image/heic"
    assert stones["suggested"]["lat"] == pytest.approx(47.331, abs=1e-3)
    assert stones["suggested"]["lived_at"] == "2026-07-18T12:00:00+02:00"
    picture = httpx.get(next(variant["url"] for variant in stones["variants"] if variant["name"] == "large"))
    assert picture.headers["content-type"] == "image/webp"
    assert b"EXIF" not in picture.content


@pytest.mark.slow
def test_her_story_can_be_read_from_top_to_bottom(demo_server: Filled) -> None:
    page = httpx.get(demo_server.links[0].url).text
    for words in (
        "Un mur après l’autre",
        "Mon premier mur droit",
        "la plus jeune",
        "Il tient\N{NO-BREAK SPACE}!",
        "Papi",
        "La bulle",
    ):
        assert words in page
    assert page.count('class="photo"') == 9


@pytest.mark.slow
def test_the_links_do_as_they_are_said_to(demo_server: Filled) -> None:
    family, jury, over, counsellor, application = (link.url for link in demo_server.links)
    assert [httpx.get(url).status_code for url in (family, counsellor, application)] == [200, 200, 200]
    assert "Un mur après" not in httpx.get(jury).text
    answer = httpx.post(f"{jury}/unlock", data={"passcode": "truelle"}, follow_redirects=True)
    assert "Un mur après l’autre" in answer.text
    assert httpx.get(over).status_code in {404, 410}


@pytest.mark.slow
def test_the_circle_is_whole(cast: Cast) -> None:
    circle = load_circle()
    emails = {person.email for person in cast.people} | {member.email for member in circle.community.members}
    assert len(circle.community.members) == 27  # with a manager, a helper and Inès: thirty
    assert len(emails) == len(cast.people) + 27
    assert {answer.by for answer in circle.community.answers} <= emails
    assert {request.of for request in circle.counsellor.requests} <= emails
    moments = {experience.name for experience in cast.people[0].experiences}
    assert {name for talent in circle.portrait.talents for name in talent.evidence} <= moments


@pytest.mark.slow
def test_a_community_of_thirty_answers_a_weekly_mission(demo_server: Filled) -> None:
    page = httpx.get(demo_server.outcome.community).text
    assert "Maçons en apprentissage du Cher" in page
    assert "29 have it, 7 have answered, 1 is to complete theirs" in demo_server.said
    [week] = demo_server.as_ines("/v1/missions", state="to_do")
    assert (week["id"], week["title"], week["state"]) == (demo_server.outcome.mission, "Le geste de la semaine", "open")
    answers = demo_server.as_ines("/v1/missions", state="done")
    [first] = [mission for mission in answers if mission["community_id"] == week["community_id"]]
    assert (first["response"]["state"], first["response"]["comment"][:10]) == ("accepted", "Six mètres")
    feed = demo_server.as_ines("/v1/feed")
    assert [item["story"]["title"] for item in feed if item["story"]] == ["Un mur après l’autre"]
    assert len([item for item in feed if item["response"]]) == 11  # twelve were sent, and one is to be completed
    [late] = [item["response"] for item in feed if item["response"] and item["response"]["title"] == "Un barbecue"]
    answer = demo_server.seen_by_ines(f"/v1/responses/{late['id']}")
    assert (answer["author"]["display_name"], answer["state"], answer["late"]) == ("Hugo Lemaire", "accepted", True)


@pytest.mark.slow
def test_mails_arrived(demo_server: Filled) -> None:
    assert demo_server.outcome.digest
    digest = demo_server.read(demo_server.outcome.digest)
    for words in ("Rose Lambert a commenté", "Monsieur Bernard a répondu", "Réponse acceptée : Ton premier mur"):
        assert words in digest
    mails = [demo_server.read(path) for path in (demo_server.settings.data_dir / "mail").glob("*.eml")]
    [mail_of_review] = [mail for mail in mails if "À reprendre : Le geste de la semaine" in mail]
    assert "comment tu as vérifié qu’il est d’aplomb" in mail_of_review


@pytest.mark.slow
def test_a_portrait_says_who_confirmed_what(demo_server: Filled) -> None:
    page = httpx.get(demo_server.outcome.portrait).text
    for words in ("Apprentie maçonne", "reconnu par Alain Bernard", "Un mur après l’autre", "Elle vérifie chaque rang"):
        assert words in page.replace("\N{NO-BREAK SPACE}", " ")
    assert httpx.get(f"{demo_server.outcome.portrait}.pdf").content.startswith(b"%PDF-")


@pytest.mark.slow
def test_who_speaks_photographs_or_has_an_arabic_name_has_a_portrait_to_send(demo_server: Filled) -> None:
    """Each moment stands with what it has, and on paper, too: a file that is named after the person."""
    who_speaks, who_photographs, who_has_arabic_letters = demo_server.outcome.portraits
    pages = {
        item.person.name: httpx.get(item.url).text.replace("\N{NO-BREAK SPACE}", " ")
        for item in demo_server.outcome.portraits
    }
    spoken = pages[who_speaks.person.name]
    notes = [item for item in who_speaks.person.media.values() if isinstance(item, VoiceNote)]
    assert spoken.count("<audio") == len(notes) == 4
    assert all(cue.text in spoken for note in notes for cue in note.cues)
    assert all(item.title is None for item in who_speaks.person.experiences + who_photographs.person.experiences)
    shown = pages[who_photographs.person.name]
    assert all(item.alt in shown for item in who_photographs.person.media.values() if isinstance(item, Photo))
    assert f'<h1 dir="rtl">{who_has_arabic_letters.person.name}</h1>' in pages[who_has_arabic_letters.person.name]
    for item in demo_server.outcome.portraits:
        assert f"{item.url}.pdf" in demo_server.said
        answer = httpx.get(f"{item.url}.pdf")
        assert answer.content.startswith(b"%PDF-")
        assert "À voir en ligne jusqu’au" in PdfReader(BytesIO(answer.content)).pages[-1].extract_text().replace(
            "\xa0", " "
        )
        assert quote(f"{item.person.name}") in answer.headers["content-disposition"]


@pytest.mark.slow
def test_a_counsellor_reads_what_three_people_agreed_to(demo_server: Filled) -> None:
    assert "asked 4 people; 3 agreed" in demo_server.said
    readings = demo_server.as_ines("/v1/me/accesses")
    assert {reading["reader"]["display_name"] for reading in readings} == {"Rose Lambert"}
    assert sorted(reading["target"]["type"] for reading in readings) == ["portrait", "story", "talents"]
    [comment] = demo_server.as_ines("/v1/comments")
    assert "Dire stop" in comment["text"]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(3))
def test_the_lines_for_curl_work_when_they_are_pasted(demo_server: Filled, number: int) -> None:
    answer = demo_server.pasted(number)
    assert answer.status_code == 200
    assert answer.json()["items"]


@pytest.mark.slow
def test_a_committee_has_a_year_behind_it_a_programme_that_is_over_and_one_that_runs(demo_server: Filled) -> None:
    community_id = demo_server.outcome.committee.rpartition("/")[2]
    listed = demo_server.seen_by_ines(f"/v1/communities/{community_id}/programmes")["items"]
    states = {item["id"]: (item["template"]["code"], item["state"]) for item in listed}
    assert [states[programme] for programme in demo_server.outcome.programmes] == [
        ("comite-local", "reported"),
        ("hack-ton-orientation", "reported"),
        ("dessine-moi-le-travail", "running"),
    ]
    assert len(demo_server.seen_by_ines(f"/v1/communities/{community_id}/plan")["items"]) == 4
    assert httpx.get(demo_server.outcome.committee).is_success


@pytest.mark.slow
def test_the_report_of_last_year_tells_numbers_of_last_year(demo_server: Filled) -> None:
    latest, year = demo_server.outcome.reports
    assert httpx.get(latest).is_success
    page = httpx.get(year, headers={"Accept-Language": "fr"}).text
    labels = ("Rencontres tenues", "Réponses reçues", "Présence aux rencontres")
    values = {label: numbers(page, label) for label in labels}
    assert values == {"Rencontres tenues": ["4"], "Réponses reçues": ["42"], "Présence aux rencontres": ["24"] * 3}
    assert "L’année du comité local" in page  # the title of the template
    assert all(year in demo_server.said and ending in demo_server.said for ending in (".pdf", ".ods"))


def numbers(page: str, label: str) -> list[str]:
    """Return the numbers that the page tells under a label."""
    figure = page.partition(f"<dt>{label}</dt>")[2].partition("</div>")[0]
    return re.findall(r"<strong>(.*?)</strong>", figure)


@pytest.mark.slow
async def test_running_it_again_changes_nothing_and_says_so(demo_server: Filled) -> None:
    demo_server.rewrite_one()
    before = [demo_server.as_ines(path) for path in LISTS]
    second_run = await fill(demo_server.settings)
    assert "Nothing was changed" in second_run.said
    assert "things are new" in demo_server.said
    assert [link.url for link in second_run.links] == [link.url for link in demo_server.links]
    assert [demo_server.as_ines(path) for path in LISTS] == before


@pytest.mark.slow
async def test_whoever_asks_for_codes_too_often_is_told_when_to_come_back(home: Settings) -> None:
    async with visiting(home) as visitor:
        for _ in range(5):
            await visitor.ask("POST", "/v1/sessions/codes", {"email": "impatient@example.org"})
        with pytest.raises(Stopped, match=r"Try again in \d+ seconds"):
            await visitor.ask("POST", "/v1/sessions/codes", {"email": "impatient@example.org"})


@pytest.mark.slow
async def test_whatever_is_refused_is_shown(home: Settings) -> None:
    async with visiting(home) as visitor:
        with pytest.raises(Stopped, match="GET /v1/me was answered 401"):
            await visitor.find("/v1/me")


@pytest.mark.slow
def test_without_a_server_it_says_how_to_start_one() -> None:
    with pytest.raises(Stopped, match="make run"):
        demo.run(Settings(base_url="http://127.0.0.1:9"), SIDE)


@pytest.mark.slow
def test_where_mails_go_out_it_says_why_it_cannot_work() -> None:
    with pytest.raises(Stopped, match="DAYTRIPPER_SMTP_URL"):
        demo.run(Settings(smtp_url="smtp://mail.example.org"), SIDE)


@pytest.mark.slow
def test_the_application_opens_as_three_people_by_links_of_one_use(demo_server: Filled) -> None:
    links = dict(line.split() for line in demo_server.said.splitlines() if "/app/sign-in/dtq_" in line)
    assert list(links) == ["Inès", "Karima", "Rose"]
    sessions = f"{demo_server.settings.public_base_url}/v1/sessions"
    for status in (201, 401):
        answer = httpx.post(sessions, json={"link_token": links["Inès"].rpartition("/")[2]})
        assert answer.status_code == status
