from app.core import passwords
from app.core.passwords import hasher  # before the suite makes it cheap

COST = "$argon2id$v=19$m=65536,t=3,p=4$"  # RFC 9106's second recommendation: 64 MiB, three passes


def test_a_password_costs_who_guesses_it_what_is_recommended() -> None:
    assert hasher().hash("maçonnerie").startswith(COST)


async def test_only_the_password_matches_and_nobody_has_none() -> None:
    digest = await passwords.hashed("maçonnerie")
    assert await passwords.matches("maçonnerie", digest)
    assert not await passwords.matches("maconnerie", digest)
    assert not await passwords.matches("nobody has this password", None)
