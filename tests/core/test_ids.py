import time
from uuid import RFC_4122

from app.core.ids import uuid7


def test_an_id_is_of_version_7_and_tells_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    identifier = uuid7()
    assert (identifier.version, identifier.variant) == (7, RFC_4122)
    assert before <= identifier.int >> 80 <= time.time_ns() // 1_000_000


def test_ids_are_in_the_order_in_which_they_were_made() -> None:
    ids = []
    for _ in range(100):
        ids.append(uuid7())
        time.sleep(1e-6)
    assert ids == sorted(set(ids))
