from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import pytest

from tests.support.grants import FORM, amend, link_to, read, revoke, share, token_of
from tests.support.people import NOW, Person, Watch
from tests.support.stories import begin, publish, text

SOON = (NOW + timedelta(minutes=1)).isoformat()
Ending = Callable[[Person, Watch], Awaitable[str]]


async def never_was(alice: Person, watch: Watch) -> str:
    return "dts_" + "A" * 32


async def another_kind_of_token(alice: Person, watch: Watch) -> str:
    return alice.refresh_token


async def no_token(alice: Person, watch: Watch) -> str:
    return "%00%FF'\";--"


async def of_a_person(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice)
    return str(grant["id"])


async def revoked(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice)
    await revoke(alice, grant)
    return token_of(grant)


async def revoked_with_a_passcode(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice, passcode="atelier 12")
    await revoke(alice, grant)
    return token_of(grant)


async def expired(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice, ends_at=SOON)
    watch.advance(minutes=1)
    return token_of(grant)


async def expired_with_a_passcode(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice, ends_at=SOON, passcode="atelier 12")
    watch.advance(minutes=1)
    return token_of(grant)


async def not_begun(alice: Person, watch: Watch) -> str:
    return token_of(await link_to(alice, starts_at=SOON))


async def withdrawn(alice: Person, watch: Watch) -> str:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    grant = await share(alice, story)
    await alice.ask("DELETE", f"{journal}/publication", 204, headers={"If-Match": f'"{story["version"]}"'})
    return token_of(grant)


async def withdrawn_and_published_again(alice: Person, watch: Watch) -> str:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    grant = await share(alice, story)
    await alice.ask("DELETE", f"{journal}/publication", 204, headers={"If-Match": f'"{story["version"]}"'})
    await publish(alice, journal)
    return token_of(grant)


ENDINGS: list[Ending] = [
    never_was,
    another_kind_of_token,
    no_token,
    of_a_person,
    revoked,
    revoked_with_a_passcode,
    expired,
    expired_with_a_passcode,
    not_begun,
    withdrawn,
    withdrawn_and_published_again,
]


def neutral(answer: httpx.Response) -> tuple[int, dict[str, str], object]:
    """What tells one answer from another, but for the address that was asked for and the number of the request."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    if answer.headers["content-type"] != "application/problem+json":
        return answer.status_code, headers, answer.text
    del headers["content-length"]
    body = {name: value for name, value in answer.json().items() if name not in {"instance", "request_id"}}
    return answer.status_code, headers, body


@pytest.mark.parametrize("ending", ENDINGS)
async def test_whatever_the_reason_a_link_that_does_not_open_answers_the_same(
    alice: Person, guest: httpx.AsyncClient, watch: Watch, ending: Ending
) -> None:
    token, unknown = await ending(alice, watch), "dts_" + "B" * 32
    for method, path, options in (
        ("GET", "/v1/links/{}", {}),
        ("POST", "/v1/links/{}/unlock", {"json": {"passcode": "atelier 12"}}),
        ("GET", "/s/{}", {}),
        ("HEAD", "/s/{}", {}),
        ("POST", "/s/{}/unlock", {"content": "passcode=atelier+12", "headers": FORM}),
        ("GET", "/oembed?url=http://test/s/{}", {}),
    ):
        there = path.format(quote(token) if "?" in path else token)  # a query is UTF-8, or refused
        shown_text = neutral(await guest.request(method, there, **options))
        assert shown_text == neutral(await guest.request(method, path.format(unknown), **options)), path
        assert shown_text[0] == 404


async def test_a_link_that_was_used_up_answers_like_one_that_never_was(alice: Person, guest: httpx.AsyncClient) -> None:
    grant, unknown = await link_to(alice, max_views=1), "dts_" + "B" * 32
    assert (await read(guest, grant)).status_code == 200
    for path in ("/v1/links/{}", "/s/{}"):
        shown_text = neutral(await guest.get(path.format(token_of(grant))))
        assert shown_text == neutral(await guest.get(path.format(unknown)))
    assert (await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["state"] == "exhausted"


class Shared(NamedTuple):
    journal: str
    story: dict[str, Any]
    grant: dict[str, Any]


async def by_revoking(alice: Person, _: Watch, shared: Shared) -> None:
    await revoke(alice, shared.grant)


async def by_time(_: Person, watch: Watch, __: Shared) -> None:
    watch.advance(minutes=1)


async def by_a_passcode(alice: Person, _: Watch, shared: Shared) -> None:
    await amend(alice, shared.grant, passcode="atelier 12")


async def by_withdrawal(alice: Person, _: Watch, shared: Shared) -> None:
    headers = {"If-Match": f'"{shared.story["version"]}"'}
    await alice.ask("DELETE", f"{shared.journal}/publication", 204, headers=headers)


@pytest.mark.parametrize("end", [by_revoking, by_time, by_a_passcode, by_withdrawal])
async def test_what_was_kept_of_a_link_is_not_shown_after_its_end(
    alice: Person,
    guest: httpx.AsyncClient,
    watch: Watch,
    end: Callable[[Person, Watch, Shared], Awaitable[None]],
) -> None:
    journal = await begin(alice, text("Trois semaines d’atelier."))
    story = await publish(alice, journal)
    shared = Shared(journal, story, await share(alice, story, ends_at=SOON))
    paths = [path.format(token_of(shared.grant)) for path in ("/v1/links/{}", "/s/{}")]
    for _ in "kept", "shown again":
        assert all(["semaines" in (await guest.get(path)).text for path in paths])
    await end(alice, watch, shared)
    assert not any(["semaines" in (await guest.get(path)).text for path in paths])
