from typing import Any
from uuid import UUID

import httpx

from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.text import plain
from app.core.uow import Runtime
from app.models.memberships import Role
from app.schemas.skills import SkillSuggestionsRead
from app.services.talents import meanings
from app.services.talents.function_words import FUNCTION_WORDS
from tests.support.communities import gather
from tests.support.missions import write
from tests.support.people import BARE, Person, capture
from tests.support.stories import medium
from tests.support.talents import claim, skill

TOLD = {
    "title": "Client très énervé à la caisse",
    "text": "J’ai expliqué 😬 avec des mots simples. Puis j’ai reformulé.",
    "tags": ["vente-conseil"],
    "reflection": {"did": "Écouté", "learned": None, "next": None},
    "language": "fr",
}


async def suggested(person: Person, fields: dict[str, Any], query: str = "") -> tuple[Any, dict[str, Any]]:
    experience = await capture(person, BARE | fields)
    answer = await person.ask("GET", f"/v1/experiences/{experience['id']}/skill-suggestions{query}", 200)
    assert SkillSuggestionsRead.model_validate(answer).model_dump(mode="json") == answer
    return experience, {item["skill"]["code"]: item for item in answer["items"]}


def at(document: Any, pointer: str) -> str:
    for part in pointer.split("/")[1:]:
        document = document[int(part) if isinstance(document, list) else part]
    return str(document)


async def test_each_suggestion_shows_the_words_that_it_was_made_of(alice: Person) -> None:
    experience, suggestions = await suggested(alice, TOLD, "?limit=50")
    words = [word for item in suggestions.values() for reason in item["because"] for word in reason["words"]]
    assert {at(experience, word["pointer"])[word["start"] : word["end"]] for word in words} == {
        word["text"] for word in words
    }
    assert {word["pointer"] for word in words} >= {"/text", "/reflection/did"}
    because = suggestions["COM.2"]["because"]
    assert {word["text"] for reason in because for word in reason["words"]} == {"expliqué", "mots", "simples"}
    assert not suggestions["COM.2"]["cited"]


async def test_a_refused_skill_is_not_suggested_again(alice: Person) -> None:
    """Nobody has to say no on each of their devices; a skill that the moment cites is shown all the same."""
    experience, suggestions = await suggested(alice, TOLD, "?limit=50")
    refused = [suggestions["COM.2"]["skill"]["id"]]
    path = f"/v1/experiences/{experience['id']}"
    await alice.ask("PATCH", path, 200, json={"refused_skills": refused}, headers={"If-Match": "*"})
    items = (await alice.ask("GET", f"{path}/skill-suggestions?limit=50", 200))["items"]
    assert {item["skill"]["code"] for item in items} == suggestions.keys() - {"COM.2"}
    await alice.ask("PATCH", path, 200, json={"skills": refused}, headers={"If-Match": "*"})
    items = (await alice.ask("GET", f"{path}/skill-suggestions?limit=50", 200))["items"]
    assert {item["skill"]["code"] for item in items} == suggestions.keys()
    me = await alice.ask("PATCH", "/v1/me", 200, json={"refused_skills": refused})
    assert (await alice.ask("GET", "/v1/me", 200))["refused_skills"] == me["refused_skills"] == refused


async def test_a_moment_that_is_kept_aside_is_read_for_no_suggestion(alice: Person, runtime: Runtime) -> None:
    """Neither by its words nor by the job that compares meanings, as long as it is kept aside."""
    experience, suggestions = await suggested(alice, TOLD | {"kept_aside": True})
    assert (experience["kept_aside"], suggestions) == (True, {})
    (read,) = await runtime.database.reads.fetch(meanings.DUE, [alice.id], [0], 100)
    assert (read["experience_id"], read["wanted"]) == (UUID(experience["id"]), False)
    assert [read[name] for name in ("title", "text", "reflection", "tags", "media")] == [None, None, None, [], "[]"]
    path = f"/v1/experiences/{experience['id']}"
    head = {"If-Match": f'"{experience["version"]}"', "Content-Type": "application/merge-patch+json"}
    answer = await alice.ask("PATCH", path, 200, content='{"kept_aside": false}', headers=head)
    assert answer["kept_aside"] is False
    assert (await alice.ask("GET", f"{path}/skill-suggestions", 200))["items"]
    (again,) = await runtime.database.reads.fetch(meanings.DUE, [alice.id], [0], 100)
    assert again["text"] == TOLD["text"]


async def test_a_score_is_the_sum_of_what_is_shown(alice: Person) -> None:
    _, suggestions = await suggested(alice, TOLD, "?limit=50")
    assert len(suggestions) > 3
    for item in suggestions.values():
        assert abs(item["score"] - sum(reason["points"] for reason in item["because"])) < 0.001
    scores = [item["score"] for item in suggestions.values()]
    assert scores == sorted(scores, reverse=True)


async def test_words_that_stand_together_count_more_than_strewn_ones(alice: Person) -> None:
    far = "Des mots. " + "Il a plu hier sur tout le village, et encore ce matin. " * 3 + "C’était simple."
    _, near = await suggested(alice, {"text": "Des mots simples", "language": "fr"})
    _, strewn = await suggested(alice, {"text": far, "language": "fr"})
    assert strewn["COM.2"]["score"] < near["COM.2"]["score"]


async def test_what_is_said_in_a_recording_counts_and_what_is_cited_is_marked(alice: Person, runtime: Runtime) -> None:
    photo = await medium(runtime, alice)
    transcript = {"transcript": "J’ai reformulé sa demande", "alt": "Moi"}
    answer = await alice.ask("GET", f"/v1/media/{photo}", 200)
    await alice.ask("PATCH", f"/v1/media/{photo}", 200, json=transcript, headers={"If-Match": f'"{answer["version"]}"'})
    _, suggestions = await suggested(alice, {"media": [photo], "skills": [skill("COM.3")], "language": "fr"})
    [reason] = suggestions["COM.3"]["because"]
    assert [(word["pointer"], word["text"]) for word in reason["words"]] == [("/media/0/transcript", "reformulé")]
    assert suggestions["COM.3"]["cited"]


async def test_each_language_is_read_as_itself(alice: Person) -> None:
    _, suggestions = await suggested(alice, {"text": "I rephrased what she said.", "language": "en"})
    assert suggestions["COM.3"]["because"][0]["name"] == "rephrase"
    _, suggestions = await suggested(alice, {"text": "I rephrased what she said.", "language": "fr"})
    assert "COM.3" not in suggestions


async def test_a_photo_alone_suggests_nothing(alice: Person) -> None:
    assert (await suggested(alice, {}))[1] == {}


async def test_one_everyday_word_suggests_nothing(alice: Person) -> None:
    for text in ("Le match était bien", "Un client", "Mon train avait du retard", "Et si on dormait ?"):
        assert (await suggested(alice, {"text": text, "language": "fr"}))[1] == {}


async def test_words_that_are_typed_short_count_as_what_they_stand_for(alice: Person) -> None:
    experience, suggestions = await suggested(alice, {"text": "jai changé mon mdp", "language": "fr"})
    words = [word for reason in suggestions["DIGI.4"]["because"] for word in reason["words"]]
    assert {at(experience, word["pointer"])[word["start"] : word["end"]] for word in words} == {"mdp"}


COORDINATION = {"text": "J’ai accueilli une personne et analysé sa demande d’orientation.", "language": "fr"}


async def test_the_coordinators_framework_speaks_to_coordinators_only(
    alice: Person, bob: Person, sami: Person, runtime: Runtime
) -> None:
    def frameworks(suggestions: dict[str, Any]) -> set[str]:
        return {item["skill"]["framework"] for item in suggestions.values()}

    community = await gather(runtime, alice, bob, roles={alice.id: Role.MANAGER})
    for person in (alice, bob, sami):
        assert frameworks((await suggested(person, COORDINATION, "?limit=50"))[1]) == {"everyday-skills"}
    await claim(sami, "I.1")
    assert "spro-coordination" in frameworks((await suggested(sami, COORDINATION, "?limit=50"))[1])
    assert frameworks((await suggested(bob, COORDINATION, "?limit=50"))[1]) == {"everyday-skills"}
    mission = await write(alice, community, skills=[skill("I.1")])
    assert frameworks((await suggested(bob, COORDINATION, "?limit=50"))[1]) == {"everyday-skills"}
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200)
    assert "spro-coordination" in frameworks((await suggested(bob, COORDINATION, "?limit=50"))[1])


async def test_another_framework_may_be_asked_for(alice: Person) -> None:
    _, suggestions = await suggested(alice, TOLD, "?framework=spro-coordination")
    assert {item["skill"]["framework"] for item in suggestions.values()} == {"spro-coordination"}
    assert (await suggested(alice, TOLD, "?framework=nothing"))[1] == {}


async def test_nobody_gets_suggestions_for_somebody_elses_experience(
    alice: Person, bob: Person, guest: httpx.AsyncClient
) -> None:
    known_path = f"/v1/experiences/{(await capture(alice))['id']}/skill-suggestions"
    problems = [
        await bob.ask("GET", path, 404) for path in (known_path, f"/v1/experiences/{uuid7()}/skill-suggestions")
    ]
    assert problems[0]["type"] == problems[1]["type"] == "/problems/experience-not-found"
    assert (await guest.get(known_path)).status_code == 401
    await alice.ask("DELETE", "/v1/sessions/current", 204)
    await alice.ask("GET", known_path, 401)


SMALL_WORDS = (
    "Stage à la mairie, jour 2. On m’a mise sur une chaise à l’accueil, j’ai regardé la pluie.",
    "La cheffe a recadré Kevin devant tout le monde, et la clim ne marche plus.",
    "On a gardé chaque ticket et tout noté ; il m’a fait voir à quoi ça sert, toutes les semaines.",
)


async def test_words_that_only_join_others_suggest_nothing(alice: Person) -> None:
    for text in SMALL_WORDS:
        _, suggestions = await suggested(alice, {"text": text, "language": "fr"}, "?limit=50")
        said = {
            plain(word["text"])
            for item in suggestions.values()
            for reason in item["because"]
            for word in reason["words"]
        }
        assert not said & FUNCTION_WORDS[Locale.FR], text
