"""A school invites by the list that its own software exports; nobody is in before they accept."""

from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI

from app.api.csv_body import rows_of
from app.api.roster_body import NO_HEADINGS, lines_of
from app.core.errors import Invalid
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.schemas.rosters import AT_ONCE
from tests.support.communities import begin, begin_school, join
from tests.support.mails import received, text_of
from tests.support.people import ADULT, Person, prove, sign_in, work_off

PRONOTE = "Nom;Prénom;Né(e) le;Adresse E-mail;Classe;Groupes\n{}"
ECOLE_DIRECTE = '"Nom","Prénom","Classe","Email élève","Email responsable 1"\n{}'
SIECLE = "Division\tNom de famille\tPrénom 1\tINE\tMél\n{}"
PUPIL = {"email": "zoe@example.org", "name": "Zoé D’Été", "tag": "2GT3"}
FILES = {
    "pronote": PRONOTE.format("D’Été;Zoé;01/02/2010;zoe@example.org;2GT3;ANG1, ESP2\n").encode("utf-8-sig"),
    "école directe": ECOLE_DIRECTE.format('"D’Été","Zoé","2GT3","zoe@example.org","mere@example.org"\n').encode(
        "cp1252"
    ),
    "siècle": SIECLE.format("2GT3\tD’Été\tZoé\t123456789AB\tzoe@example.org\n").encode("utf-16"),
    "below a title": (
        "Liste des élèves;;;\r\n" + PRONOTE.format("D’Été;Zoé;;zoe@example.org;2GT3;").replace("\n", "\r\n")
    ).encode(),
}


def address() -> str:
    return f"{uuid7()}@example.org"


async def post(person: Person, path: str, table: bytes | str, **options: Any) -> httpx.Response:
    headers = {"content-type": "text/csv"} | options.pop("headers", {})
    return await person.client.post(path, content=table, headers=headers, **options)


@pytest.mark.parametrize("name", FILES)
def test_what_school_software_exports_is_read_by_its_headings(name: str) -> None:
    [line] = lines_of(rows_of(FILES[name]))
    assert {key: line[key] for key in PUPIL} == PUPIL
    assert (
        line["line"] == FILES[name].decode("utf-16" if name == "siècle" else "cp1252").split("zoe@")[0].count("\n") + 1
    )


def test_a_table_is_refused_where_no_heading_names_the_addresses_of_pupils() -> None:
    for table in (
        b"",
        b"ines@example.org\n",
        "Nom;Email responsable 1;Mél du père\nA;a@example.org;b@example.org".encode(),
    ):
        with pytest.raises(Invalid) as refusal:
            list(lines_of(rows_of(table)))
        assert refusal.value.detail is NO_HEADINGS


class School(NamedTuple):
    """Its manager has asked `invited` in, and `member` is in; `table` has them, and others."""

    manager: Person
    path: str
    table: str
    emails: list[str]


@pytest.fixture
async def school(alice: Person, bob: Person, runtime: Runtime) -> School:
    community = await begin_school(alice, runtime)
    await prove(alice)
    path, pupil, guest = f"/v1/communities/{community['id']}", address(), address()
    invitation = await alice.ask("POST", f"{path}/invitations", 201, json={"emails": [guest]})
    await join(bob, community, invitation=invitation["code"])
    emails = [pupil, bob.email, "", "ines", pupil.upper(), guest, address()]
    rows = [f"N;P;;{email};2GT{number % 2};\n" for number, email in enumerate(emails)]
    return School(alice, path, PRONOTE.format("".join(rows)), emails)


STATES = ["invitation", "member", "no_address", "bad_address", "repetition", "recent", "invitation"]


async def test_the_preview_says_what_happens_with_each_line_and_nothing_happens(
    school: School, runtime: Runtime
) -> None:
    answer = await post(school.manager, f"{school.path}/roster-previews", school.table)
    preview = answer.json()
    assert (answer.status_code, [item["state"] for item in preview["lines"]]) == (200, STATES)
    assert (preview["invitations"], preview["lines"][0]["line"], preview["lines"][1]["tag"]) == (2, 2, "2GT1")
    await work_off(runtime)
    assert received(runtime, school.emails[0]) == []
    repetition = await post(school.manager, f"{school.path}/roster-previews", school.table)
    assert repetition.json() == preview


async def test_the_act_invites_whom_the_preview_named_and_their_class_is_a_tag(
    school: School, app: FastAPI, runtime: Runtime
) -> None:
    preview = (await post(school.manager, f"{school.path}/roster-previews", school.table)).json()
    query, key = {"fingerprint": preview["fingerprint"]}, {"Idempotency-Key": "list"}
    longer = school.table + f"N;P;;{address()};;\n"
    refusal = await post(school.manager, f"{school.path}/rosters", longer, params=query)
    assert (refusal.status_code, refusal.json()["type"]) == (409, "/problems/roster-changed")
    sendings = [
        await post(school.manager, f"{school.path}/rosters", school.table, params=query, headers=key) for _ in range(2)
    ]
    assert [answer.status_code for answer in sendings] == [201, 201]
    assert sendings[0].json() == sendings[1].json()
    [invitation] = sendings[0].json()["invitations"]
    assert (invitation["tag"], invitation["mailed"]) == ("2GT0", 2)
    await work_off(runtime)
    [mail] = received(runtime, school.emails[0])
    assert "/i/dtm_" in text_of(mail)
    assert len((await school.manager.ask("GET", f"{school.path}/memberships", 200))["items"]) == 2
    zoe = await sign_in(app, "zoe", school.emails[0], birth_year=ADULT)
    row = await school.manager.ask("GET", f"{school.path}/invitations/{invitation['id']}", 200)
    assert (row["tags"], row["role"]) == (["2GT0"], "member")
    await join(zoe, {"id": school.path.rpartition("/")[2]}, invitation=row["code"])
    assert (await zoe.ask("GET", school.path, 200))["membership"]["tags"] == ["2GT0"]


async def test_a_list_is_for_managers_of_a_known_school_who_proved_who_they_are(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    school, group = await begin_school(alice, runtime), await begin(alice)
    table = PRONOTE.format(f"N;P;;{address()};2GT3;\n")

    async def ask(person: Person, community: Any) -> str:
        answer = await post(person, f"/v1/communities/{community['id']}/roster-previews", table)
        return str(answer.json()["type"]) if answer.status_code >= 400 else "done"

    assert await ask(alice, school) == "/problems/second-factor-required"
    await prove(alice)
    assert await ask(alice, school) == "done"
    assert await ask(alice, group) == "/problems/known-schools-only"
    assert await ask(bob, school) == "/problems/community-not-found"


async def test_a_long_list_goes_out_in_parts(alice: Person, runtime: Runtime) -> None:
    school = await begin_school(alice, runtime)
    await prove(alice)
    table = PRONOTE.format("".join(f"N;P;;p{n}@example.org;2GT3;\n" for n in range(AT_ONCE + 1)))
    preview = (await post(alice, f"/v1/communities/{school['id']}/roster-previews", table)).json()
    assert (preview["invitations"], preview["lines"][-1]["state"]) == (AT_ONCE, "later")
