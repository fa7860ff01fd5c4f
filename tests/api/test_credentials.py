"""Credentials, checked as strangers do: by libraries that are not ours, and nothing but what is published."""

import base64
import gzip
import json
from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey, KeySet
from PIL import Image
from sqlalchemy import delete

from app.core.security import Keys
from app.core.settings import Settings
from app.core.uow import Runtime
from app.models.users import User
from app.services.portraits.status_lists import LENGTH, place_of
from app.services.talents import credentials
from tests.support.endorsements import KARIM, asked, confirmed, page_of, reply, take_back
from tests.support.people import Person

DID = "did:web:test"


async def badge(person: Person, endorsement: dict[str, Any], status: int = 200, language: str = "en") -> str:
    path = f"/v1/endorsements/{endorsement['id']}/credential"
    answer = await person.client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == status, answer.text
    assert status != 200 or answer.headers["content-type"] == "application/vc+jwt"
    return answer.text


async def keys(visitor: httpx.AsyncClient) -> KeySet:
    return KeySet.import_key_set((await visitor.get("/.well-known/jwks.json")).json())


async def verified(visitor: httpx.AsyncClient, token: str) -> Any:
    signature = jws.deserialize_compact(token, await keys(visitor), algorithms=["ES256"])
    assert signature.headers() == {"alg": "ES256", "typ": "JWT", "kid": f"{DID}#{thumbprint(await keys(visitor))}"}
    return json.loads(signature.payload)


def thumbprint(published: KeySet) -> str:
    return published.keys[0].thumbprint()


async def is_revoked(visitor: httpx.AsyncClient, credential: dict[str, Any]) -> bool:
    status = credential["credentialStatus"]
    assert (status["type"], status["statusPurpose"]) == ("BitstringStatusListEntry", "revocation")
    shown_credential = await verified(visitor, (await visitor.get(status["statusListCredential"])).text)
    subject = shown_credential["credentialSubject"]
    assert shown_credential["id"] == status["statusListCredential"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    encoding = subject["encodedList"]
    assert encoding.startswith("u")  # multibase: base64url without padding
    bits = gzip.decompress(base64.urlsafe_b64decode(encoding[1:] + "=" * (-len(encoding[1:]) % 4)))
    assert len(bits) * 8 == LENGTH
    place = int(status["statusListIndex"])
    return bool(bits[place // 8] & (0x80 >> place % 8))


@pytest.mark.slow
async def test_a_picture_holds_the_credential_once_where_readers_look(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    path = f"/v1/endorsements/{endorsement['id']}/credential"
    token, label = await badge(alice, endorsement), endorsement["skill"]["labels"]["en"]
    answers = [await alice.client.get(f"{path}.{form}", headers={"Accept-Language": "en"}) for form in ("png", "svg")]
    assert [answer.headers["content-type"] for answer in answers] == ["image/png", "image/svg+xml"]
    png, svg = (answer.content for answer in answers)
    with Image.open(BytesIO(png)) as picture:
        picture.load()  # with the checksums of all chunks
        assert (picture.size, dict(picture.text)) == ((640, 640), {"openbadgecredential": token})  # type: ignore[attr-defined]
    chunk = b"iTXtopenbadgecredential\0\0\0\0\0" + token.encode()  # not compressed, no language
    assert (png.count(b"openbadgecredential"), png.count(chunk)) == (1, 1)
    root = ET.fromstring(svg)  # noqa: S314  our own
    credential, title = root[0], root[1]
    assert credential.tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert (credential.attrib, title.text, svg.count(b"openbadges:credential ")) == ({"verify": token}, label, 1)
    assert (await verified(guest, credential.attrib["verify"]))["name"] == label
    assert (await bob.client.get(f"{path}.png")).status_code == 404
    assert (await alice.client.get(f"{path}.gif")).status_code == 422
    await take_back(alice, endorsement)
    assert (await alice.client.get(f"{path}.svg")).status_code == 404


async def test_what_was_confirmed_is_an_open_badge(alice: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    credential = await verified(guest, await badge(alice, endorsement, language="fr"))
    assert credential["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert credential["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert credential["issuer"] == {"id": DID, "type": ["Profile"], "name": "Day Tripper", "url": "http://test"}
    assert (credential["iss"], credential["jti"], credential["sub"]) == (
        DID,
        credential["id"],
        credential["credentialSubject"]["id"],
    )
    assert (credential["validFrom"], credential["nbf"]) == ("2026-03-03T13:10:00.000Z", 1_772_543_400)
    subject, achievement = credential["credentialSubject"], credential["credentialSubject"]["achievement"]
    assert subject["identifier"][0]["identityHash"] == "Alice"
    assert achievement["name"] == credential["name"] == endorsement["skill"]["labels"]["fr"]
    assert "Karim Benali, Tuteur de stage, a répondu oui" in achievement["criteria"]["narrative"]
    assert credential["evidence"][0]["narrative"] == KARIM["comment"]
    whole = json.dumps(credential)
    for private in (alice.email, endorsement["email"], str(alice.id)):
        assert private not in whole


async def test_the_same_words_are_the_same_credential(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    first, repeated_badge = await badge(alice, endorsement), await badge(alice, endorsement)
    assert first == repeated_badge
    french = await badge(alice, endorsement, language="fr")
    subjects = {(await verified(guest, item))["sub"] for item in (first, french)}
    assert len(subjects) == 1


async def test_a_credential_that_was_changed_is_none(alice: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    header, payload, signature = (await badge(alice, await confirmed(runtime, alice, guest))).split(".")
    document = json.loads(base64.urlsafe_b64decode(payload + "==")) | {"name": "Tout"}
    forged = base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(f"{header}.{forged}.{signature}", await keys(guest), algorithms=["ES256"])


@pytest.mark.parametrize("actor", ["person", "endorser", "account"])
async def test_a_withdrawal_revokes(alice: Person, runtime: Runtime, guest: httpx.AsyncClient, actor: str) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    credential = await verified(guest, await badge(alice, endorsement))
    assert not await is_revoked(guest, credential)
    if actor == "person":
        await take_back(alice, endorsement)
    elif actor == "endorser":
        await reply(guest, page_of(runtime, endorsement), "withdrawal")
    else:
        async with runtime.database.sessions.begin() as session:
            await session.execute(delete(User).where(User.id == alice.id))
    assert await is_revoked(guest, credential)
    await badge(alice, endorsement, 401 if actor == "account" else 404)


async def test_a_credential_is_for_whoever_asked(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    await badge(bob, await confirmed(runtime, alice, guest), 404)
    await badge(alice, await asked(runtime, alice, code="LEARN.2"), 404)
    await badge(alice, {"id": alice.id}, 404)


async def test_who_signs_is_said_where_did_web_looks(guest: httpx.AsyncClient, runtime: Runtime) -> None:
    document = (await guest.get("/.well-known/did.json")).json()
    [key] = document["verificationMethod"]
    assert document["id"] == key["controller"] == DID
    assert document["assertionMethod"] == [key["id"]]
    assert set(key["publicKeyJwk"]) == {"kty", "crv", "x", "y", "alg", "use", "kid"}  # no `d`
    imported = ECKey.import_key(key["publicKeyJwk"])
    assert key["id"] == f"{DID}#{imported.thumbprint()}"
    assert (await guest.get("/.well-known/jwks.json")).json() == {"keys": [key["publicKeyJwk"]]}


@pytest.mark.parametrize(
    ("base_url", "did"),
    [
        ("https://journal.example.org", "did:web:journal.example.org"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("https://example.org/a/b", "did:web:example.org:a:b"),
    ],
)
def test_an_address_is_a_did(runtime: Runtime, base_url: str, did: str) -> None:
    elsewhere = replace(runtime, settings=Settings(base_url=base_url))
    assert credentials.did(elsewhere) == did


def test_the_key_of_credentials_is_its_own_and_stays() -> None:
    first_keys, repeated_keys, other_keys = Keys(b"a" * 32), Keys(b"a" * 32), Keys(b"b" * 32)
    assert (
        first_keys.credentials.thumbprint == repeated_keys.credentials.thumbprint != other_keys.credentials.thumbprint
    )
    assert first_keys._verifying.to_dict()["x"] != first_keys.credentials.public_jwk["x"]


async def test_there_is_a_list_from_the_start_and_none_beyond_the_last(guest: httpx.AsyncClient) -> None:
    first = await guest.get("/v1/status-lists/0")
    assert first.headers["cache-control"] == "public, max-age=60"
    credential = await verified(guest, first.text)
    assert credential["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert credential["exp"] - credential["nbf"] == 86_400
    for number, status in ((1, 404), (999_999, 404), (-1, 422), (1_000_000, 422), ("x", 422)):
        assert (await guest.get(f"/v1/status-lists/{number}")).status_code == status


def test_each_number_has_a_place_of_its_own() -> None:
    assert [place_of(number) for number in (1, LENGTH, LENGTH + 1)] == [(0, 0), (0, LENGTH - 1), (1, 0)]
