"""Every column, and why it is there: what kind of data, what for, how long, is it in an export, how is it erased.

Export, erasure and the register of processing all read this. A column that is not in it fails the tests, so that nobody
keeps anything about people without having said why (SAFETY §26). Beside these tables there are those of the job queue,
which hold ids for as long as a job takes, and notes on it for a week.
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
    rights,
    talents,
)
from app.policies.data_map.processing import OBJECTED, PROCESSING, Basis, purposes_by_basis, rests_on
from app.policies.data_map.vocabulary import BACKUP, Category, Entry, Erasure, Purpose, Retention, TableEntry

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
    "OBJECTED",
    "PROCESSING",
    "TABLES",
    "Basis",
    "Category",
    "Entry",
    "Erasure",
    "Purpose",
    "Retention",
    "TableEntry",
    "purposes_by_basis",
    "rests_on",
]
