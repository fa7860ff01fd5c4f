"""Every column and its purpose: kind of data, use, retention, export, erasure.

Exports, erasures and the register of processing read this map. A column missing from it fails the tests, so no personal
data is kept without a reason (SAFETY §26). The tables of the job queue are not in the map: they hold ids while a job
lasts, and logs of it for a week.
"""

from collections.abc import Mapping

from app.policies.data_map import (
    communities,
    counselling,
    endorsements,
    missions,
    moderation,
    notifications,
    operators,
    own,
    portraits,
    programme_reports,
    programmes,
    rights,
    talents,
)
from app.policies.data_map.items import NoticeItem, Section
from app.policies.data_map.processing import (
    INTIMATE,
    OBJECTED,
    PROCESSING,
    Basis,
    Condition,
    purposes_by_basis,
    rests_on,
)
from app.policies.data_map.vocabulary import (
    BACKUP,
    JOB_TABLES,
    JOBS,
    MAIL_FILES,
    Category,
    Entry,
    Erasure,
    Purpose,
    Retention,
    TableEntry,
)

PARTS = (
    moderation,
    communities,
    counselling,
    endorsements,
    missions,
    notifications,
    operators,
    own,
    portraits,
    programme_reports,
    programmes,
    rights,
    talents,
)
TABLES: Mapping[str, TableEntry] = {table: table_entry for part in PARTS for table, table_entry in part.TABLES.items()}
DATA_MAP: Mapping[str, Entry] = {
    f"{table}.{column}": entry
    for table, table_entry in TABLES.items()
    for column, entry in table_entry.entries().items()
}

__all__ = [
    "BACKUP",
    "DATA_MAP",
    "INTIMATE",
    "JOBS",
    "JOB_TABLES",
    "MAIL_FILES",
    "OBJECTED",
    "PROCESSING",
    "TABLES",
    "Basis",
    "Category",
    "Condition",
    "Entry",
    "Erasure",
    "NoticeItem",
    "Purpose",
    "Retention",
    "Section",
    "TableEntry",
    "purposes_by_basis",
    "rests_on",
]
