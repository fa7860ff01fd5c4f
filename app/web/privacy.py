"""What the privacy notice says of each thing that is kept, as the data map has it."""

from datetime import timedelta

from app.core.i18n import Words
from app.core.legal import LegalBasis
from app.models.erasures import REFLECTION
from app.models.exports import EXPORT_LIFE
from app.models.users import DECIDES_ALONE
from app.policies.data_map import INTIMATE, OBJECTED, TABLES, Condition, NoticeItem, purposes_by_basis

FACTS = {"export": EXPORT_LIFE // timedelta(hours=1), "reflection": REFLECTION.days, "age": DECIDES_ALONE}


def reasons(basis: LegalBasis) -> dict[Words, list[Words]]:
    """Return the purposes by legal basis."""
    return {item.value: [purpose.value for purpose in purposes] for item, purposes in purposes_by_basis(basis).items()}


def intimate() -> dict[Words, list[Words]]:
    """By which exception of article 9, and in what."""
    found = {one: [purpose.value for purpose, known in INTIMATE.items() if known is one] for one in Condition}
    return {one.value: purposes for one, purposes in found.items()}


def objected(basis: LegalBasis) -> list[Words]:
    """Return the purposes that a person may object to."""
    purposes_of = purposes_by_basis(basis)
    return [purpose.value for item, purposes in purposes_of.items() if item in OBJECTED for purpose in purposes]


def kept_for(item: NoticeItem) -> Words:
    """Return the retention of the item. Raises ValueError where its tables have several."""
    (retention,) = {entry.retention for entry in TABLES.values() if entry.item is item}
    return retention.value
