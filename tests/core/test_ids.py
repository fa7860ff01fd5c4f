import time
from uuid import RFC_4122

from app.core.ids import uuid7


def test_an_id_is_of_version_7_and_tells_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    one = uuid7()
    assert (one.version, one.variant) == (7, RFC_4122)
    assert before <= one.int >> 80 <= time.time_ns() // 1_000_000


def test_ids_are_in_the_order_in_which_they_were_made() -> None:
    made = []
    for _ in range(100):
        made.append(uuid7())
        time.sleep(1e-6)
    assert made == sorted(set(made))
