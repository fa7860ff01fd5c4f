"""A list goes on where its last page ended: what is edited between two pages is not skipped."""

import importlib
import inspect
import pkgutil
import re

import pytest

import app.services
from app.core.db import Base
from app.core.projections import Projection

pytestmark = pytest.mark.slow

CHANGES = re.compile(r"self\.(?:\w+, self\.)*(\w+)(?:, self\.\w+)* =")
# What may move while somebody turns pages, and why that is right.
REASONS = {
    "Edition.published_at": "a new edition is news to its readers, which a notification tells them",
    "Experience.lived_at": "the date says where a moment belongs; sync tells devices of each edit",
    "Notification.seq": "what is told again comes first, and the stream tells it",
    "PortraitEdition.published_at": "a new edition is news to its readers, which a notification tells them",
    "Proposal.selected_at": "a proposal is selected once, for good, as it comes into the plan",
    "Story.published_at": "a new edition comes first; sync tells devices of each",
    "best.rank": "the search is over frameworks, which change with a release",
    "people.since": "what is newly granted comes first, and a notification tells it",
    "visibility.since": "what is newly shown comes first",
}
# Columns that edits move wherever they are.
EDITS = {
    "updated_at",
    "version",
    "title",
    "name",
    "state",
    "display_name",
    "lived_at",
    "published_at",
    "seq",
    "rank",
    "since",
}


def lists() -> dict[str, Projection]:
    modules = [
        importlib.import_module(package.name)
        for package in pkgutil.walk_packages(app.services.__path__, "app.services.")
    ]
    values = [(module, name, value) for module in modules for name, value in vars(module).items()]
    unique = {id(value): (module, name, value) for module, name, value in values if isinstance(value, Projection)}
    return {f"{module.__name__.rpartition('.')[2]}.{name}": value for module, name, value in unique.values()}


def changed() -> set[str]:
    """The columns that a method of their row gives another value."""
    rows = [mapper.class_ for mapper in Base.registry.mappers]
    return {f"{row.__name__}.{column}" for row in rows for column in CHANGES.findall(inspect.getsource(row))}


def test_no_list_is_in_the_order_of_its_edits() -> None:
    orders = {name: [str(key) for key in keyset.order] for name, keyset in lists().items()}
    keys = {key for order in orders.values() for key in order}
    moving = {key for key in keys if key in changed() or key.rpartition(".")[2] in EDITS}
    assert len(orders) >= 43
    assert len(changed()) > 60
    assert moving - REASONS.keys() == set()
    assert REASONS.keys() - keys == set()
