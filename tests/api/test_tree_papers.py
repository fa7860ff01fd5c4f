"""The tree of a community on paper: the same numbers as its JSON, and nothing of anybody."""

import csv
import io
import re
from xml.etree import ElementTree as ET

import httpx
import pytest

from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.schemas.community_trees import CommunityTreeRead
from app.services.talents import tree_pictures
from tests.support.communities import gather
from tests.support.crowds import HAS, OFFERS, SEEKS, crowd, tree_of
from tests.support.people import Person

ID = str(uuid7())
PAPERS = ("tree.svg", "tree.csv")


async def paper(person: Person, community_id: object, name: str, language: str = "fr") -> bytes:
    headers = {"accept-language": language}
    answer = await person.client.get(f"/v1/communities/{community_id}/{name}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.content


def texts_of(picture: bytes) -> list[ET.Element]:
    return list(ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text"))  # noqa: S314  our own


def words_of(picture: bytes) -> list[str]:
    return [item.text or "" for item in texts_of(picture)]


async def test_a_poster_says_what_the_tree_says(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, name="Comité d’Issoudun & <environs>")
    await crowd(runtime, community_id, [{"COM.1": HAS, "ORG.1": SEEKS}] * 15 + [{"COM.1": OFFERS, "VII.2": HAS}] * 5)
    picture, table = [await paper(alice, community_id, name) for name in PAPERS]
    text = " ".join(words_of(picture))
    assert "Comité d’Issoudun & <environs>" in text
    assert "20 personnes au moins" in text
    assert not re.search(rb"<script|<image|href|@import|url\(", picture)
    lines = list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    numbers = {line[2]: line[4:7] for line in lines[1:] if line[3]}
    assert numbers == {"COM.1": ["20", "5", ""], "ORG.1": ["", "", "15"], "VII.2": ["5", "", ""]}
    assert {line[2]: line[7] for line in lines[1:] if line[3]} == {
        "COM.1": "tronc", "ORG.1": "feuille rare", "VII.2": "branche"
    }  # fmt: skip
    assert words_of(await paper(alice, community_id, "tree.svg", "en"))[0] == "THE TREE OF TALENTS"


async def test_papers_do_not_change_when_one_hidden_person_joins(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    community_id = await gather(runtime, alice)
    await crowd(runtime, community_id, [{"COM.1": HAS}] * 7)
    before = [await paper(alice, community_id, name) for name in PAPERS]
    await crowd(runtime, community_id, [{"COM.1": HAS, "COM.2": OFFERS}])
    await crowd(runtime, community_id, [{"COM.1": HAS}] * 5, counted=False)
    assert [await paper(alice, community_id, name) for name in PAPERS] == before
    for name in (*PAPERS, "tree.pdf"):
        await bob.ask("GET", f"/v1/communities/{community_id}/{name}", 404)
        assert (await guest.get(f"/v1/communities/{community_id}/{name}")).status_code == 401
    few = await gather(runtime, alice)
    assert "il faut au moins 5 personnes" in " ".join(words_of(await paper(alice, few, "tree.svg")))
    assert (await tree_of(alice, few))["withheld"]


def test_any_tree_stays_on_its_page() -> None:
    """Also one of 600 long names: what does not fit is left to the list. No word stands outside, none upon another."""
    names = ["Accueillir quelqu’un et le mettre à l’aise quand il arrive pour la première fois", "W" * 200, "Oui"]
    for count, part in ((0, "leaf"), (3, "branch"), (40, "branch"), (600, "trunk"), (600, "branch")):
        picture = tree_pictures.draw(tree(count, part, names), "É" * 80, "1er mars 2026", Locale.FR)
        places = [(float(item.get("x", 0)), float(item.get("y", 0))) for item in texts_of(picture)]
        assert all(20 < x < 822 and 20 < y < 1180 for x, y in places)
        assert len(set(places)) == len(places)


def tree(count: int, part: str, names: list[str]) -> CommunityTreeRead:
    def skill(n: int) -> dict[str, object]:
        label = {"id": ID, "framework": "f", "code": str(n), "labels": {"fr": names[n % len(names)]}}
        return {"skill": label, "have": 15, "offer": 5, "seek": 10, "part": part}

    domains = [
        {
            "id": ID,
            "code": f"D{n}",
            "labels": {"fr": names[n % 3]},
            "have": 20,
            "skills": [skill(k) for k in range(n, count, 12)],
        }
        for n in range(12)
    ]
    frameworks = [{"id": ID, "code": "f", "title": {"fr": "Métier"}, "domains": domains}]
    numbers = {"k_min": 5, "withheld": False, "people": 30}
    return CommunityTreeRead.model_validate(numbers | {"frameworks": frameworks})


@pytest.mark.slow
async def test_the_poster_is_a_tagged_pdf_of_the_size_a3(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    await crowd(runtime, community_id, [{"COM.1": HAS, "ORG.1": SEEKS}] * 15)
    for form, height in (("a3", 1190), ("a4", 841)):
        document = await paper(alice, community_id, f"tree.pdf?format={form}")
        assert document.startswith(b"%PDF")
        assert b"/StructTreeRoot" in document
        assert re.search(rf"/MediaBox ?\[0 0 [\d.]+ {height}".encode(), document)
    await alice.ask("GET", f"/v1/communities/{community_id}/tree.pdf?format=a0", 422)
