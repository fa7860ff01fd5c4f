"""A text that somebody agreed to is never changed under its version."""

from hashlib import sha256

from app.core.i18n import Locale
from app.models.consents import ConsentKind
from app.models.memberships import Role
from app.policies.consent_texts import INTIMATE, TEXTS, ConsentText, to_come_in
from app.web import guardian_texts
from tests.support.readability import sentences
from tests.support.words import both

LONGEST = 12  # words of a simple sentence
# When a text changes: a new version there, and a new line here. The old line stays: people agreed to it.
TEXTS_BY_VERSION = {
    ("publish", "2026-11"): "939c767e43af58033874efac3c992e9ef98a06583e91ce7626143cfb3b978e20",
    ("share", "2026-11"): "d63782a79949b063b589b0c51f7cd35b158bc9eefb957dc5d55e85c376133757",
    ("join", "2026-11"): "a5c4552debe05bd0411aec7a19b402a18f042dfadee0f86b37fac601bb2fd09c",
    ("lead", "2026-11"): "3da72edbe107f0d58b853b9350093f62fdffb7f5a111767d9979315e86efc3f0",
    ("talents", "2026-11"): "3cd14289496a2d918b5d9189d3d443944f4deff951ccfa0c82c2a02cedbbc5c6",
    ("birth_year", "2026-11"): "95eab175ff49e2c554744f5783e846cfeaa31549b253ff7610171b11f82dfb79",
    ("guardian", "2026-11"): "8f85ee8af0782fa8548d637e66e00534533ffe92b67de4de6f01c1c7a1ec3378",
    ("publish", "2026-11-27"): "7f9ddd95278caf658c91592bdc200b88b6ccbee0454bcfc39683bc1b9c9e4c1c",
    ("share", "2026-11-27"): "9d84e911e2b1223ea0765dfd5f6e3932f454c84f004b22de67c05d6068bc6f52",
    ("join", "2026-11-27"): "2bab91818a76d36240de821b848134c855e217f84ba8af00f90721bab7e7f1da",
    ("lead", "2026-11-27"): "7b5ba781f1c24777c071da402ced172749d435e083ef229783b358e62fe40a12",
    ("talents", "2026-11-27"): "98f8af3114dd50bf6f4ab346031b4d21c6f9fe8e61209e68e0bd68851c917d0f",
    ("birth_year", "2026-11-27"): "91fd1232beb0c1d0be07076485e36682568803ab1fcfccdab7de605c160f87f2",
    ("birth_year_refusal", "2026-11-27"): "c7a12cdc708fae40ee1e72d08f38700b587ce70073cea8d605c2770ef032113c",
    ("guardian", "2026-11-27"): "e78c8fa228fe57401b346a152f2acefad1ad1aa20eabb350c3ef8838b99709a1",
    ("guardian", "2026-11-27.2"): "3e75d083caed398344870092ddb7b9ddb6274fd541b31f60fc1279fb41163646",
    ("publish", "2026-11-27.3"): "c39761fab9d639ab31ff7e69fab634d02baa51d13b750f64de4227b12f24a106",
    ("share", "2026-11-27.3"): "6fad319c97503c247a91f3115e0c37f22da1ae2f570344de3fc48027487be754",
    ("join", "2026-11-27.3"): "b372be9835f00467f087bd580b0a114b93b56c4b5a7ee24b4782dc6a393f6e00",
    ("lead", "2026-11-27.3"): "f88f15ce1312dc17658daf6046af7b5dfafae0add2dfb6c718b2fd9b485f1ef0",
    ("guardian_refusal", "2026-11-27"): "43fb01932792f47d1ce761b9d4008c48c1a94c17e637bfcd1f2cc8afdd04f7de",
    ("guardian_end", "2026-11-27"): "fb926d5aad05c6ab2dac6c13c4f3734db95133a4ddf78700e8d59d8dbf372096",
    ("share", "2026-11-27.2"): "24143f0b087e01922d8bea42d83bd5df04692676e63dd61ffefd62f784b6b74b",
    ("guardian", "2026-11-27.3"): "a104d631b862b7334de80ae27b63bc3886a60a66eb1dcd1b8d0ff6771c888da4",
    ("share", "2026-11-27.5"): "f77ffb70e518daa34bbca1739e0b7b8c0cdcb00e4183ee747c513ed726cfa8ef",
    ("quote", "2026-11-27"): "a6eeec685ca397fc1054f370affcec602fdafda0766499631c7c4fefaa759824",
    ("page", "2026-11-27"): "58f2deca5080e6051b2d494ccf9d91d2ddf11ab243df516385b2710c1284f472",
    ("reachable", "2026-11-27"): "f565ee8d7d8536bfba9293e0ffea4c10ed244b0602a83931df3b2eec092e4bde",
    ("guardian", "2026-11-27.4"): "67e9a32b99b057025526c886710d7a4c4e8f54450a8b2ce787cfa05318890a10",
    ("share", "2026-11-28"): "115bb74cad3852725f25e748cbe6bbd715b022fe8e522ded8b02fe4491d729f1",
    ("quote", "2026-11-28"): "fdfd6bb1bf0b736ef154d094d0589983f84f839ddf78e71cf9d726fb5349d387",
    ("talents", "2026-11-28"): "50e4c45ca7ab61743e5e74bd1ca7b6daf4f829c83037d2023f7bd2054c143725",
    ("reachable", "2026-11-28"): "4999277aaf21e47707860b157ce664eacf8387f6b9aca5dc2aa4dac362dcacc5",
    ("page", "2026-11-28"): "93464b9333229db9d20b884fa0f5c8214c12dd84d99c3fa34f2970e9e7b130c4",
}


def _words(kind: ConsentKind, text: ConsentText) -> list[str]:
    """All that is shown: of a guardian, the boxes, too."""
    general = [*both(INTIMATE)] if "{intimate}" in text.words.fr else []
    general += [word for name in sorted(text.general) for word in both(text.general[name])]
    boxes = [word for label, acts in guardian_texts.ACTS.values() for part in (label, acts) for word in both(part)]
    return [*both(text.words), *general, *(boxes if kind is ConsentKind.GUARDIAN else ())]


def test_whoever_changes_a_text_gives_it_a_new_version() -> None:
    assert set(TEXTS) == set(ConsentKind)
    now = {
        (str(kind), text.version): sha256("\n".join(_words(kind, text)).encode()).hexdigest()
        for kind, text in TEXTS.items()
    }
    assert now.items() <= TEXTS_BY_VERSION.items()
    assert len(TEXTS_BY_VERSION) >= 5


def test_whoever_shows_something_agrees_to_what_article_9_protects_in_it() -> None:
    for kind in (ConsentKind.PUBLISH, ConsentKind.SHARE, ConsentKind.JOIN, ConsentKind.LEAD):
        french, english = both(TEXTS[kind].said())
        assert all(word in french for word in ("santé", "croyances", "opinions", "origine", "vie intime")), kind
        assert all(word in english for word in ("health", "beliefs", "opinions", "origin", "private life")), kind


def test_whoever_is_to_look_after_a_community_agrees_to_more_than_a_member() -> None:
    assert {role: to_come_in(role) for role in Role} == {
        Role.MEMBER: ConsentKind.JOIN,
        Role.FACILITATOR: ConsentKind.LEAD,
        Role.MANAGER: ConsentKind.LEAD,
    }


def test_what_is_agreed_to_is_short_in_simple_french() -> None:
    said = {kind: sentences(text.said().in_(Locale.FR.simple())) for kind, text in TEXTS.items()}
    long = {kind: " ".join(words) for kind, several in said.items() for words in several if len(words) > LONGEST}
    assert long == {}
