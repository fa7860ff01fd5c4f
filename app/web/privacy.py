"""What the privacy notice says of each thing that is kept, as the data map has it."""

from datetime import timedelta

from app.core.i18n import Words
from app.models.erasures import REFLECTION
from app.models.exports import EXPORT_LIFE
from app.models.users import DECIDES_ALONE
from app.policies.data_map import PROCESSING, TABLES, Basis
from app.web.privacy_parts import Item

FACTS = {"export": EXPORT_LIFE // timedelta(hours=1), "reflection": REFLECTION.days, "age": DECIDES_ALONE}
REASONS: dict[Words, list[Words]] = {
    basis.value: [purpose.value for purpose, said in PROCESSING.items() if said.basis is basis] for basis in Basis
}


def kept_for(item: Item) -> Words:
    """Raises ValueError for what is not kept for one and the same time."""
    (retention,) = {TABLES[name].retention for name in item.tables.split()}
    return retention.value
