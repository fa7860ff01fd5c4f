"""What others export, and what is no export at all."""

import hashlib
import io
import json
from zipfile import ZipFile

import pytest

from app.core.uow import Runtime
from tests.support.imports import import_file, preview
from tests.support.media import jpeg
from tests.support.people import Person

MEMOS = {
    "memos": [
        {"name": "memos/1", "content": "Premier #jour", "createTime": "2024-03-03T10:00:00.000Z", "tags": ["jour"]},
        {"name": "memos/2", "content": "Deux", "createdTs": 1709460000, "resources": [{"name": "r/1"}]},
        {"name": "memos/3", "content": "Sans date"},
    ]
}


@pytest.mark.slow
async def test_memos_come_with_their_days_and_tags(bob: Person, runtime: Runtime) -> None:
    report = await import_file(bob, runtime, json.dumps(MEMOS).encode())
    assert (report["source"], report["result"]["experiences"]) == ("memos", 2)
    assert report["result"]["left_out"] == {"unreadable": 1, "attachment_elsewhere": 1}
    first = (await bob.ask("GET", "/v1/experiences", 200))["items"]
    assert {(item["text"], tuple(item["tags"])) for item in first} == {("Premier #jour", ("jour",)), ("Deux", ())}
    await import_file(bob, runtime, json.dumps(MEMOS["memos"]).encode())
    assert len((await bob.ask("GET", "/v1/experiences", 200))["items"]) == 2


@pytest.mark.parametrize("said", ["1e17", "-1e17", "1e300", "1e400", "NaN", "9" * 400, '"0001-01-01"'])
async def test_a_moment_out_of_all_time_is_left_out_alone(bob: Person, runtime: Runtime, said: str) -> None:
    odd = f'{{"content": "Jamais", "createdTs": {said}}}'
    report = await import_file(bob, runtime, f"[{odd}, {json.dumps(MEMOS['memos'][0])}]".encode())
    assert (report["result"]["experiences"], report["result"]["left_out"]) == (1, {"unreadable": 1})


@pytest.mark.slow
async def test_what_comes_in_utc_was_lived_on_the_persons_clock(bob: Person, runtime: Runtime) -> None:
    memos = [
        {"name": "memos/1", "content": "Minuit et demi", "createTime": "2024-03-02T23:30:00.000Z"},
        {"name": "memos/2", "content": "À Tokyo", "createTime": "2024-03-02T23:30:00+09:00"},
    ]
    entry = {"uuid": "E5F6", "creationDate": "2024-03-02T23:30:00.000Z", "text": "Sans fuseau"}
    for content in (json.dumps(memos).encode(), zipped(Journal_json=json.dumps({"entries": [entry]}))):
        await import_file(bob, runtime, content)
    experiences = (await bob.ask("GET", "/v1/experiences", 200))["items"]
    east = {item["text"]: (item["lived_at"], item["utc_offset"]) for item in experiences}
    assert east["Minuit et demi"] == east["Sans fuseau"] == ("2024-03-02T23:30:00.000Z", 60)
    assert east["À Tokyo"] == ("2024-03-02T14:30:00.000Z", 540)
    assert len((await bob.ask("GET", "/v1/experiences?from=2024-03-03&to=2024-03-03", 200))["items"]) == 2


def day_one() -> bytes:
    photo, content = jpeg(320, 240), io.BytesIO()
    md5 = hashlib.md5(photo).hexdigest()  # noqa: S324  as Day One names its files
    entries = [
        {
            "uuid": "A1B2",
            "creationDate": "2023-07-14T20:00:00.000Z",
            "timeZone": "Europe/Paris",
            "text": "# Feu d’artifice\n\n![](dayone-moment://XYZ)\n\nSur le pont.",
            "tags": ["été"],
            "location": {"placeName": "Pont Wilson", "latitude": 47.4, "longitude": 0.68},
            "photos": [
                {"identifier": "XYZ", "md5": md5, "type": "jpeg", "date": "2023-07-14T20:01:00.000Z"},
                {"identifier": "GONE", "md5": "0" * 32, "type": "jpeg"},
            ],
        },
        {"uuid": "C3D4", "creationDate": "jamais", "text": "?"},
    ]
    with ZipFile(content, "w") as archive:
        archive.writestr("Journal.json", json.dumps({"metadata": {"version": "1.0"}, "entries": entries}))
        archive.writestr(f"photos/{md5}.jpeg", photo)
    return content.getvalue()


@pytest.mark.slow
async def test_day_one_comes_with_its_photos_and_places(bob: Person, runtime: Runtime) -> None:
    report = await import_file(bob, runtime, day_one())
    assert (report["source"], report["result"]["left_out"]) == ("day_one", {"file_missing": 1, "unreadable": 1})
    [experience] = (await bob.ask("GET", "/v1/experiences", 200))["items"]
    assert (experience["title"], experience["text"], experience["tags"]) == ("Feu d’artifice", "Sur le pont.", ["été"])
    assert (experience["place"]["label"], experience["utc_offset"]) == ("Pont Wilson", 120)
    assert [media["state"] for media in experience["media"]] == ["ready"]


def zipped(**files: str) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_json", ".json"), text)
    return content.getvalue()


OURS = '{"format": "day-tripper-export"}'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello", "damaged"),
        (b"{}", "unknown_format"),
        (b"[[[]]]", "unknown_format"),
        (b'{"memos": []}', "unknown_format"),
        (b"[" * 100_000, "damaged"),
        (zipped(a_json="{}"), "unknown_format"),
        (zipped(a_json="{"), "damaged"),
        (day_one()[:-200], "damaged"),
        (zipped(manifest_json=OURS, **{"data__experiences.jsonl": "{"}), "damaged"),
        (zipped(manifest_json=OURS, **{"data__experiences.jsonl": "[]"}), "damaged"),
        (zipped(manifest_json=OURS, **{"data__media.jsonl": '{"id": "x"}'}), "damaged"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_a_reason(
    bob: Person, runtime: Runtime, content: bytes, reason: str
) -> None:
    import_preview = await preview(bob, runtime, content)
    assert (import_preview["state"], import_preview["reason"]) == ("refused", reason)
    await bob.ask("PUT", f"/v1/imports/{import_preview['id']}/confirmation", 409)
    await bob.ask("DELETE", f"/v1/imports/{import_preview['id']}", 204)
    await bob.ask("GET", f"/v1/imports/{import_preview['id']}", 404)
