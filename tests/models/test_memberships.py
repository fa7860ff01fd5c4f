"""From where one comes in, and how one gets out: every move from every state."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core.ids import uuid7
from app.models.memberships import Membership, MembershipMoved, MembershipState, Role
from tests.support.communities import membership_row
from tests.support.people import NOW

LATER = NOW + timedelta(hours=1)
REQUESTED, ACTIVE, LEFT, REMOVED, REFUSED = MembershipState
NO_CHANGE, NO = "same", "no"
# What becomes of each state: another one, the same without a trace, or a refusal.
MOVES: dict[str, dict[MembershipState, MembershipState | str]] = {
    "enter": {REQUESTED: ACTIVE, ACTIVE: NO_CHANGE, LEFT: ACTIVE, REMOVED: NO, REFUSED: ACTIVE},
    "ask": {REQUESTED: NO_CHANGE, ACTIVE: NO_CHANGE, LEFT: REQUESTED, REMOVED: REQUESTED, REFUSED: REQUESTED},
    "admit": {REQUESTED: ACTIVE, ACTIVE: NO_CHANGE, LEFT: NO, REMOVED: NO, REFUSED: NO},
    "refuse": {REQUESTED: REFUSED, ACTIVE: NO, LEFT: NO, REMOVED: NO, REFUSED: NO_CHANGE},
    "remove": {REQUESTED: NO, ACTIVE: REMOVED, LEFT: NO, REMOVED: NO_CHANGE, REFUSED: NO},
    "leave": {REQUESTED: LEFT, ACTIVE: LEFT, LEFT: NO_CHANGE, REMOVED: NO_CHANGE, REFUSED: NO_CHANGE},
}
COMMANDS: dict[str, Callable[[Membership], bool]] = {
    "enter": lambda item: item.enter(Role.FACILITATOR, LATER),
    "ask": lambda item: item.ask(Role.MEMBER, "Je suis apprenti", LATER),
    "admit": lambda item: item.admit(LATER),
    "refuse": lambda item: item.refuse(LATER),
    "remove": lambda item: item.remove(LATER),
    "leave": lambda item: item.leave(LATER),
}


def in_state(state: MembershipState, **fields: object) -> Membership:
    bar = {"barred_at": NOW} if state is REMOVED else {}
    return membership_row(uuid7(), uuid7(), state=state, **bar | fields)


@pytest.mark.parametrize("state", MembershipState)
@pytest.mark.parametrize("move", MOVES)
def test_each_move_is_allowed_from_where_it_makes_sense(move: str, state: MembershipState) -> None:
    membership, outcome = in_state(state), MOVES[move][state]
    if outcome == NO:
        with pytest.raises(MembershipMoved):
            COMMANDS[move](membership)
    else:
        assert COMMANDS[move](membership) == (outcome != NO_CHANGE)
    moves = outcome not in {NO_CHANGE, NO}
    assert membership.state is (outcome if moves else state)
    assert (membership.version, membership.updated_at) == ((2, LATER) if moves else (1, NOW))


@pytest.mark.parametrize("state", MembershipState)
def test_a_role_is_given_to_who_is_in(state: MembershipState) -> None:
    membership = in_state(state)
    assert membership.take_role(Role.MEMBER, LATER) is False
    if state is ACTIVE:
        assert membership.take_role(Role.MANAGER, LATER) is True
        assert (membership.role, membership.version) == (Role.MANAGER, 2)
    else:
        with pytest.raises(MembershipMoved):
            membership.take_role(Role.MANAGER, LATER)


def test_who_is_admitted_gets_the_role_that_was_offered() -> None:
    membership = in_state(LEFT)
    membership.ask(Role.FACILITATOR, None, NOW)
    membership.admit(LATER)
    assert (membership.role, membership.joined_at, membership.ended_at) == (Role.FACILITATOR, LATER, None)


@pytest.mark.parametrize("end", ["leave", "remove"])
def test_the_end_takes_along_what_was_noted_and_agreed(end: str) -> None:
    fields = {"role": Role.MANAGER, "tags": ["maçons"], "reason": "Je suis apprenti", "show_talents": True}
    membership = in_state(ACTIVE, **fields)
    COMMANDS[end](membership)
    values = (membership.role, membership.tags, membership.reason, membership.show_talents, membership.ended_at)
    assert values == (Role.MEMBER, [], None, False, LATER)


def test_who_was_sent_away_only_asks_until_somebody_lets_them_in() -> None:
    membership = in_state(ACTIVE)
    membership.remove(NOW)
    membership.ask(Role.MEMBER, None, NOW)
    for _ in range(2):  # neither from the request nor after taking it back
        with pytest.raises(MembershipMoved):
            membership.enter(Role.MEMBER, LATER)
        membership.leave(LATER)
    membership.ask(Role.MEMBER, None, LATER)
    membership.admit(LATER)
    membership.leave(LATER)
    assert membership.enter(Role.MEMBER, LATER) is True


@pytest.mark.parametrize("state", MembershipState)
def test_only_who_is_in_is_tagged(state: MembershipState) -> None:
    membership = in_state(state)
    if state is ACTIVE:
        membership.tag(["maçons"], LATER)
        assert (membership.tags, membership.version) == (["maçons"], 2)
    else:
        with pytest.raises(MembershipMoved):
            membership.tag(["maçons"], LATER)
