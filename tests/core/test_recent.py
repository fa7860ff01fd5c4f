from app.core.recent import Recent


def test_what_was_not_used_for_longest_makes_room() -> None:
    cache: Recent[str, bytes] = Recent(30)
    for name in "abc":
        cache.keep(name, b"", 10)
    assert cache.get("a") == b""
    cache.keep("d", b"", 10)
    assert [cache.get(name) is not None for name in "abcd"] == [True, False, True, True]


def test_what_is_kept_again_takes_its_room_once() -> None:
    cache: Recent[str, bytes] = Recent(30)
    for _ in range(5):
        cache.keep("a", b"new", 20)
    cache.keep("b", b"", 10)
    assert (cache.get("a"), cache.get("b")) == (b"new", b"")


def test_what_is_larger_than_the_room_is_not_kept() -> None:
    cache: Recent[str, bytes] = Recent(30)
    cache.keep("a", b"", 31)
    assert cache.get("a") is None
    cache.keep("b", b"", 30)
    assert cache.get("b") == b""
