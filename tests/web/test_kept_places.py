"""Under 15, from an invitation to being in: nobody has to lie, and nobody comes in without a guardian's agreement."""

import re
from typing import NamedTuple

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support.communities import begin, begin_school, grown_up, invite, members
from tests.support.guardians import AGREE, YOUNG, answer
from tests.support.mails import received, text_of
from tests.support.people import ADULT, NOW, Person, Watch, sign_in, work_off
from tests.web.reading import words_of
from tests.web.test_communities import FRENCH, address, code_for, path_of, send

JOIN = [*AGREE, ("act", "join")]
PUBLISH = [*AGREE, ("act", "publish")]


class ReceivedMail(NamedTuple):
    subject: str
    text: str


async def mails(runtime: Runtime, email: str) -> list[ReceivedMail]:
    """What was sent to that address, oldest first."""
    await work_off(runtime)
    messages = received(runtime, email)
    return [ReceivedMail(str(mail["Subject"]).replace("\u00a0", " "), text_of(mail)) for mail in messages]


class Child:
    """Somebody at an invitation's page, without an account or an app."""

    def __init__(self, runtime: Runtime, guest: httpx.AsyncClient, path: str) -> None:
        self.runtime, self.guest, self.path, self.email = runtime, guest, path, address()
        self.guardian = f"parent-of-{self.email}"

    async def state(self, year: int = YOUNG, **fields: str) -> httpx.Response:
        code = await code_for(self.guest, self.runtime, self.path, self.email)
        given_fields = {"email": self.email, "code": code, "name": "Zoé", "birth_year": str(year)} | fields
        return await send(self.guest, f"{self.path}/membership", **given_fields)

    async def name_guardian(self, page: httpx.Response, email: str = "") -> httpx.Response:
        proof = re.findall(r'name="proof" value="([^"]+)"', page.text)[0]
        fields = {"proof": proof, "guardian_name": "Sofia Diallo", "guardian_email": email or self.guardian}
        return await send(self.guest, f"{self.path}/guardian", **fields)

    async def keep(self) -> httpx.Response:
        return await self.name_guardian(await self.state())

    async def page_of_guardian(self, email: str = "") -> str:
        text = (await mails(self.runtime, email or self.guardian))[-1].text
        return "/g/" + text.partition("http://test/g/")[2].split()[0]

    async def page_of_place(self) -> str:
        texts = [mail.text for mail in await mails(self.runtime, self.email)]
        matches: list[list[str]] = [re.findall(r"http://test(/p/\S+)", text) for text in texts]
        return next(paths[0] for paths in matches if paths)


def plain(response: httpx.Response) -> str:
    return words_of(response.text).replace("\xa0", " ")


@pytest.mark.slow
async def test_what_is_wrong_with_the_address_of_a_parent_is_said_beside_it(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    zoe = Child(runtime, guest, path_of(await invite(alice, await begin(alice))))
    page = await zoe.state()
    assert (page.status_code, 'name="guardian_email"' in page.text) == (200, True)
    assert "jusqu’au 31 décembre de l’année de tes 15 ans" in plain(page)
    own = await zoe.name_guardian(page, zoe.email.replace("@", "+m@").upper())
    assert (own.status_code, "C’est ton adresse" in plain(own)) == (422, True)
    assert all(item in own.text for item in ('value="Sofia Diallo"', 'id="guardian_email-fault"'))
    for wrong in ("", "parent"):
        response = await zoe.name_guardian(page, wrong or " ")
        assert (response.status_code, 'id="guardian_email-fault"' in response.text) == (422, True), wrong
    assert "Ta place est gardée" in plain(await zoe.name_guardian(page))


@pytest.mark.slow
async def test_a_child_states_their_year_names_a_parent_and_is_in_once_the_parent_agrees(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    community = await begin(alice, name="Mission locale")
    invitation = await invite(alice, community, max_uses=1)
    zoe = Child(runtime, guest, path_of(invitation))
    response = await zoe.keep()
    assert (response.status_code, "Ta place est gardée" in plain(response), zoe.guardian in response.text) == (
        200,
        True,
        True,
    )
    [mail] = await mails(runtime, zoe.guardian)
    assert all(words in mail.text for words in ("Bonjour Sofia Diallo,", "voudrait rejoindre Mission locale"))
    shown_invitation = await alice.ask("GET", f"/v1/communities/{community['id']}/invitations/{invitation['id']}", 200)
    assert (shown_invitation["uses"], shown_invitation["waiting"], shown_invitation["state"]) == (1, 1, "exhausted")
    assert len(await members(alice, community)) == 1  # nobody is named before it is agreed
    assert "tu es dans Mission locale" in plain(response)
    guardian, place = await zoe.page_of_guardian(), await zoe.page_of_place()
    assert "Zoé y entre aussitôt" in plain(await guest.get(guardian, headers=FRENCH))
    assert "Zoé voudrait rejoindre Mission locale" in plain(await guest.get(guardian, headers=FRENCH))
    assert "still waits" in words_of(await answer(guest, guardian, PUBLISH))
    assert any("ta place t’attend toujours (Mission locale)" in mail.text for mail in await mails(runtime, zoe.email))
    assert "pas encore pour rejoindre" in plain(await guest.get(place, headers=FRENCH))
    assert "Zoé is in Mission locale now" in words_of(await answer(guest, guardian, JOIN))
    came, _ = await members(alice, community)
    assert (came["user"]["display_name"], came["state"], came["role"]) == ("Zoé", "active", "member")
    assert any(mail.subject.endswith("t’attendait : tu y es") for mail in await mails(runtime, zoe.email))
    shown_invitation = await alice.ask("GET", f"/v1/communities/{community['id']}/invitations/{invitation['id']}", 200)
    assert (shown_invitation["uses"], shown_invitation["waiting"]) == (1, 0)
    assert (await guest.get(place)).status_code == 404


@pytest.mark.slow
async def test_whoever_said_that_they_are_under_age_does_not_come_in_by_another_year(
    alice: Person, app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    """The first answer of an address is remembered, whether or not a guardian was named."""
    community = await begin(alice)
    zoe = Child(runtime, guest, path_of(await invite(alice, community)))
    await zoe.state()
    for year in (ADULT, NOW.year - 16):
        response = await zoe.state(year)
        assert (response.status_code, "Te voilà" in response.text, 'name="proof"' in response.text) == (
            200,
            False,
            True,
        ), year
        assert f"né·e en {YOUNG}" in plain(response)
    assert len(await members(alice, community)) == 1
    assert "Ta place est gardée" in plain(await zoe.keep())
    assert "Ta place est gardée" in plain(await zoe.state(ADULT))
    person = await sign_in(app, email=zoe.email, birth_year=ADULT)
    assert (await person.ask("GET", "/v1/me", 200))["birth_year"] == YOUNG
    [place] = (await person.ask("GET", "/v1/me/kept-places", 200))["items"]
    assert (place["community"]["id"], place["role"]) == (community["id"], "member")
    assert len(await members(alice, community)) == 1


@pytest.mark.slow
async def test_the_page_of_a_place_corrects_the_address_and_gives_the_place_up(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    invitation = await invite(alice, await begin(alice), max_uses=1)
    zoe = Child(runtime, guest, path_of(invitation))
    await zoe.keep()
    wrong = await zoe.page_of_guardian()
    place = await zoe.page_of_place()
    for typed, status in ((zoe.email, 422), ("", 422), (f"right-{zoe.guardian}", 200)):
        response = await send(guest, place, answer="ask", guardian_email=typed, guardian_name="Sofia")
        assert (response.status_code, typed in response.text) == (status, True)
    assert (await guest.get(wrong)).status_code == 404
    right = await zoe.page_of_guardian(f"right-{zoe.guardian}")
    assert (await guest.get(right)).status_code == 200
    assert "Ta place est rendue" in plain(await send(guest, place, answer="give-up"))
    assert (await send(guest, place, answer="give-up")).status_code == 404
    assert (await guest.get(zoe.path)).status_code == 200  # its use is given back
    for path in ("/p/dtp_x", f"{place}x", "/p/dty_" + place[7:]):
        assert (await guest.get(path)).status_code == 404
    assert "keep" not in (await answer(guest, right, JOIN)).partition("role=status")[2]


@pytest.mark.slow
async def test_a_step_without_its_proof_starts_again(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    zoe = Child(runtime, guest, path_of(await invite(alice, await begin(alice))))
    child = Child(runtime, guest, path_of(await invite(alice, await begin(alice))))
    page = await zoe.state()
    elsewhere = await child.name_guardian(page)
    assert (elsewhere.status_code, 'id="email-fault"' in elsewhere.text) == (422, True)
    watch.advance(hours=2)
    late = await zoe.name_guardian(page)
    assert (late.status_code, 'id="email-fault"' in late.text) == (422, True)
    query = "select count(*) from kept_places k join users u on u.id = k.person_id where u.email = any($1)"
    assert await runtime.database.reads.fetch(query, [zoe.email, child.email]) == [(0,)]


@pytest.mark.parametrize("needs_approval", [False, True])
@pytest.mark.slow
async def test_a_public_page_or_an_invitation_that_is_approved_becomes_a_request(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, *, needs_approval: bool
) -> None:
    community = await begin(alice, visibility="public", join_policy="request")
    path = path_of(await invite(alice, community, needs_approval=True)) if needs_approval else f"/c/{community['id']}"
    zoe = Child(runtime, guest, path)
    page = await zoe.state(reason="Je commence lundi.")
    response = await zoe.name_guardian(page)
    promise = "part aussitôt ; "
    for shown in (page, response, await guest.get(await zoe.page_of_guardian(), headers=FRENCH)):
        assert promise in plain(shown)
        assert not re.search(r"tu es dedans|tu es dans|y entre aussitôt", plain(shown))
    assert promise in (await mails(runtime, zoe.email))[-1].text
    assert await members(alice, community, state="requested") == []
    assert "request is on its way" in await answer(guest, await zoe.page_of_guardian(), JOIN)
    [waiting] = await members(alice, community, state="requested")
    assert waiting["user"]["display_name"] == "Zoé"


@pytest.mark.slow
async def test_a_verified_school_needs_no_guardian_and_a_guardian_who_agreed_is_not_asked_again(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    school = Child(runtime, guest, path_of(await invite(alice, await begin_school(alice, runtime))))
    assert "Te voilà" in plain(await school.state())
    first = Child(runtime, guest, path_of(await invite(alice, await begin(alice))))
    await first.keep()
    await answer(guest, await first.page_of_guardian(), PUBLISH)
    second = Child(runtime, guest, path_of(await invite(alice, await begin(alice, name="Deuxième"))))
    second.email, second.guardian = first.email, first.guardian
    page = await second.state()
    assert ("Sofia Diallo a déjà répondu" in plain(page), 'name="guardian_email"' in page.text) == (True, False)
    assert "a dit oui à d’autres choses" in plain(await second.name_guardian(page, "friend@example.org"))
    assert "Deuxième" in (await mails(runtime, first.guardian))[-1].text
    text = words_of(await answer(guest, await first.page_of_guardian(), JOIN))
    assert text.count(" is in ") == 2
    third = Child(runtime, guest, path_of(await invite(alice, await begin(alice))))
    third.email = first.email
    assert "Te voilà" in plain(await third.state())


async def test_an_invitation_for_another_address_keeps_no_place(
    alice: Person, app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    bob = await grown_up(app, "bob")
    await invite(alice, await begin(alice), emails=[bob.email])
    [mail] = await mails(runtime, bob.email)
    zoe = Child(runtime, guest, re.findall(r"http://test(/i/[A-Za-z0-9_-]+)", mail.text)[0])
    response = await zoe.keep()
    assert (response.status_code, "à une autre adresse" in plain(response)) == (422, True)
    assert await mails(runtime, zoe.guardian) == []
