import json
from urllib.parse import urlsplit

from app.adapters.database_checks import warn_of_log
from app.core.db import reach
from app.core.settings import Settings
from tests.support.logs import recorded


async def test_who_starts_it_reads_that_postgresql_may_log_what_people_wrote(settings: Settings) -> None:
    """Of the embedded one, nothing."""
    url = settings.direct_url
    name = urlsplit(url).path.lstrip("/")
    connection = await reach(url)
    try:
        with recorded() as lines:
            await warn_of_log(url)
            assert lines.getvalue() == ""
            await connection.execute(f"alter database {name} set log_min_messages = 'warning'")
            await warn_of_log(url)
    finally:
        await connection.execute(f"alter database {name} reset log_min_messages")
        await connection.close()
    line = json.loads(lines.getvalue())
    assert line["event"] == "postgresql_may_log_what_people_wrote"
    assert line["settings"] == {"log_min_messages": "warning"}
