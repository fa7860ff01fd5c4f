from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.departures.remains import RenewWordIndexes
from app.tasks import HANDLERS

CUT_OFF = (
    "create index ix_media_search_ccnew on media using gin (variants)",
    "update pg_index set indisvalid = false where indexrelid = 'ix_media_search_ccnew'::regclass",
)
FILE = "select pg_relation_filenode('ix_media_search') as file, to_regclass('ix_media_search_ccnew') as cut_off"


async def test_an_index_of_words_is_made_anew_and_what_was_cut_off_is_dropped(runtime: Runtime) -> None:
    for statement in CUT_OFF:
        await runtime.database.writes.fetch(statement)
    [before] = await runtime.database.reads.fetch(FILE)
    async with runtime.work(SYSTEM) as uow:
        await HANDLERS[RenewWordIndexes](uow, RenewWordIndexes())
    [after] = await runtime.database.reads.fetch(FILE)
    assert before["cut_off"] is not None
    assert after["cut_off"] is None
    assert after["file"] != before["file"]
