"""A moment is named by what it has, wherever it is named: its title, the first words written or said, or its day."""

from datetime import date
from itertools import cycle
from uuid import UUID

import pytest
from sqlalchemy import Text, func, literal, select

from app.core.dates import Precision
from app.core.i18n import Locale
from app.core.uow import Runtime
from app.models.experiences import Context, Experience
from app.models.media import MediaState
from app.services.shared.moment_names import day_name, moment_name
from tests.api.test_portrait_drafts import draft
from tests.support.counsellors import request_access
from tests.support.grants import open_to
from tests.support.people import BARE, Person, Watch, capture
from tests.support.portraits import draw, talent
from tests.support.stories import begin, medium, of, publish

SAID, WORDS = "On a posé les tuiles. Il pleuvait.", "On a posé les tuiles"
DAY = "Au travail, mardi 3 mars"
AT_WORK = BARE | {"context": "work"}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Un mur.", "Un mur"),
        ("Quel beau mur ! On l’a fini.", "Quel beau mur !"),
        ("# Ce **matin**\n\nEncore un mur.", "Ce matin"),
        ("- [Le plan](https://plan.fr/a) du mur_nord", "Le plan du mur_nord"),
        ("M. Dupont est passé.", "M. Dupont est passé"),
        ("mot " * 40, "mot " * 14 + "mot…"),
        ("é" * 90, "é" * 60 + "…"),
        ("  \n\n Enfin,\tle toit", "Enfin, le toit"),
        ("***", None),
        ("", None),
        (None, None),
    ],
)
async def test_the_first_words_are_a_line_or_a_sentence_at_most(
    runtime: Runtime, said: str | None, name: str | None
) -> None:
    async with runtime.database.sessions() as session:
        assert await session.scalar(select(func.first_words(literal(said, Text)))) == name


async def test_the_day_of_a_moment_is_said_alike_by_postgresql_and_python(alice: Person, runtime: Runtime) -> None:
    contexts, precisions = cycle([*Context, None]), cycle(Precision)
    days = [date(2025, month, day) for month in range(1, 13) for day in (1, 9 + month)]
    moments = {}
    for day, context, precision in zip(days, contexts, precisions, strict=False):
        body = {"lived_at": f"{day}T00:30:00+02:00", "context": context, "lived_precision": precision}
        moments[UUID((await capture(alice, body))["id"])] = (context, day, precision)
    names = [moment_name(literal(locale, Text)) for locale in Locale]
    async with runtime.database.sessions() as session:
        rows = (await session.execute(select(Experience.id, *names).where(Experience.id.in_(moments)))).all()
    assert {id_: tuple(said) for id_, *said in rows} == {
        id_: tuple(day_name(*moment, locale) for locale in Locale) for id_, moment in moments.items()
    }


async def test_a_portrait_shows_moments_without_a_title(alice: Person, runtime: Runtime) -> None:
    voice, photo = await medium(runtime, alice, "audio", transcript=SAID), await medium(runtime, alice)
    recording, photograph = [await capture(alice, AT_WORK | {"media": [item]}) for item in (voice, photo)]
    await capture(alice, AT_WORK)  # has nothing to show
    await talent(runtime, alice, "LEARN.1", recording)
    [talents, work] = (await draft(alice, await draw(alice)))["sections"]
    names = {item["key"]: (item["title"], item["first_words"]) for item in work["moments"]}
    assert names == {recording["id"]: (None, WORDS), photograph["id"]: (None, None)}
    [proof] = talents["talents"][0]["evidence"]
    assert (proof["moment"], proof["first_words"]) == (recording["id"], WORDS)
    sections = [{"kind": "talents"}, {"kind": "work", "left_out": [recording["id"]]}]
    [talents, _] = (await draft(alice, await draw(alice, sections=sections)))["sections"]
    [proof] = talents["talents"][0]["evidence"]
    assert (proof["moment"], proof["first_words"]) == (None, None)  # what is not told is not quoted


async def test_a_story_names_a_moment_by_what_was_said(alice: Person, runtime: Runtime) -> None:
    voice = await medium(runtime, alice, "audio", transcript=SAID)
    recording, titled = (
        await capture(alice, AT_WORK | {"media": [voice]}),
        await capture(alice, AT_WORK | {"title": DAY}),
    )
    story = await publish(alice, await begin(alice, *(of(one) for one in (recording, titled))))
    named = [(block["title"], block["first_words"]) for block in story["content"]["blocks"]]
    assert named == [(None, WORDS), (DAY, None)]


async def test_what_stays_private_names_nothing(alice: Person, runtime: Runtime) -> None:
    report = await medium(runtime, alice, "document", transcript="Bulletin : absences injustifiées.")
    refusal = {"state": MediaState.REJECTED, "variants": [], "transcript": "Ce que personne n’entend."}
    unheard, photo = await medium(runtime, alice, "audio", **refusal), await medium(runtime, alice)
    moment = await capture(alice, AT_WORK | {"media": [report, unheard, photo]})
    [work] = (await draft(alice, await draw(alice)))["sections"]
    assert [item["first_words"] for item in work["moments"]] == [None]
    story = await publish(alice, await begin(alice, of(moment)))
    assert [block["first_words"] for block in story["content"]["blocks"]] == [None]


async def test_whoever_reads_a_moment_without_a_title_knows_which(
    alice: Person, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    voice = await medium(runtime, alice, "audio", transcript=SAID)
    recording, bare = await capture(alice, AT_WORK | {"media": [voice]}), await capture(alice, AT_WORK)
    at = f"/v1/grant-requests/{(await request_access(rose, alice, watch, targets=[{'type': 'experiences'}]))['id']}"
    preview = (await alice.ask("GET", at, 200, headers={"Accept-Language": "fr"}))["preview"]
    assert {item["title"] for item in preview["experiences"]} == {DAY, WORDS}
    grants = [await open_to(alice, rose, {"type": "experience", "id": one["id"]}) for one in (recording, bare)]
    assert [item["target"]["title"] for item in grants] == [WORDS, DAY]
    page = await rose.ask("GET", f"/v1/beneficiaries/{alice.id}", 200)
    assert {item["target"]["title"] for item in page["grants"]} == {WORDS, DAY}
    notifications = await rose.client.get("/v1/notifications", headers={"Accept-Language": "fr"})
    texts = notifications.text.replace("\u00a0", " ")
    assert f"« {DAY} »" in texts  # is read without a second factor, and stays when the moment is over
    assert WORDS not in texts
