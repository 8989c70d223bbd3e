"""What is used stays in memory; what is not makes room."""

from infrastructure.recently_used import RecentlyUsed


def test_what_was_remembered_longest_ago_is_forgotten_first() -> None:
    memory = RecentlyUsed[str, int](2)
    for key, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        memory.remember(key, value)
    assert [memory.take(key) for key in "abc"] == [3, None, 4]


def test_what_is_taken_is_gone() -> None:
    memory = RecentlyUsed[str, int](2)
    memory.remember("a", 1)
    assert memory.take("a") == 1
    assert memory.take("a") is None


def test_what_is_looked_at_stays() -> None:
    memory = RecentlyUsed[str, int](2)
    memory.remember("a", 1)
    assert memory.look_at("a") == 1
    assert memory.take("a") == 1
    assert memory.look_at("a") is None
