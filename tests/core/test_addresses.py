from uuid import UUID

from app.core.addresses import fill
from app.core.ids import uuid7
from app.core.projections import Json
from app.core.uow import Runtime


def address_of(one: UUID) -> str:
    return f"https://example.org/{one}"


async def test_ids_become_addresses_where_postgresql_writes_them(runtime: Runtime) -> None:
    """How it spaces `json_build_object` is what they are known by."""
    one, other = uuid7(), uuid7()
    said = "select json_build_array(json_build_object('url', $1::uuid), json_build_object('url', $2::uuid, 'n', 1))"
    [row] = await runtime.database.reads.fetch(said, one, other)
    expected = f'[{{"url" : "{address_of(one)}"}}, {{"url" : "{address_of(other)}", "n" : 1}}]'
    assert fill(Json(row[0].encode()), address_of) == expected.encode()


async def test_nothing_else_does(runtime: Runtime) -> None:
    """What people write has its quotes escaped; another field, no address and no id stay as they are."""
    said = "select json_build_object('text', $1::text, 'url', null, 'uri', $2::uuid, 'urls', array[$3::uuid])"
    [row] = await runtime.database.reads.fetch(said, f'"url" : "{uuid7()}"', uuid7(), uuid7())
    assert fill(Json(row[0].encode()), address_of) == row[0].encode()
