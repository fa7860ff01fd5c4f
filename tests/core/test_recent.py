from app.core.recent import Recent


def test_what_was_not_used_for_longest_makes_room() -> None:
    kept: Recent[str, bytes] = Recent(30)
    for name in "abc":
        kept.keep(name, b"", 10)
    assert kept.get("a") == b""
    kept.keep("d", b"", 10)
    assert [kept.get(name) is not None for name in "abcd"] == [True, False, True, True]


def test_what_is_kept_again_takes_its_room_once() -> None:
    kept: Recent[str, bytes] = Recent(30)
    for _ in range(5):
        kept.keep("a", b"new", 20)
    kept.keep("b", b"", 10)
    assert (kept.get("a"), kept.get("b")) == (b"new", b"")


def test_what_is_larger_than_the_room_is_not_kept() -> None:
    kept: Recent[str, bytes] = Recent(30)
    kept.keep("a", b"", 31)
    assert kept.get("a") is None
    kept.keep("b", b"", 30)
    assert kept.get("b") == b""
