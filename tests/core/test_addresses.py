from uuid import UUID

from app.core.addresses import fill
from app.core.ids import uuid7
from app.core.projections import Json
from app.core.uow import Runtime


def address_of(media_id: UUID) -> str:
    return f"https://example.org/{media_id}"


async def test_ids_become_addresses_where_postgresql_writes_them(runtime: Runtime) -> None:
    """How it spaces `json_build_object` is what they are known by."""
    media_id, other_id = uuid7(), uuid7()
    statement = (
        "select json_build_array(json_build_object('url', $1::uuid), json_build_object('url', $2::uuid, 'n', 1))"
    )
    [row] = await runtime.database.reads.fetch(statement, media_id, other_id)
    document = f'[{{"url" : "{address_of(media_id)}"}}, {{"url" : "{address_of(other_id)}", "n" : 1}}]'
    assert fill(Json(row[0].encode()), address_of) == document.encode()


async def test_nothing_else_does(runtime: Runtime) -> None:
    """What people write has its quotes escaped; another field, no address and no id stay as they are."""
    statement = "select json_build_object('text', $1::text, 'url', null, 'uri', $2::uuid, 'urls', array[$3::uuid])"
    [row] = await runtime.database.reads.fetch(statement, f'"url" : "{uuid7()}"', uuid7(), uuid7())
    assert fill(Json(row[0].encode()), address_of) == row[0].encode()
