"""Says which enumerations of answers may grow within v1: there they are text, with the values of today beside.

Clients made by Python, Swift and Kotlin fail on a value that an `enum` does not have, and lose the whole page with it.
Requests keep their `enum`: what we take is only ever widened. tests/test_contract.py has each enumeration in one set.
"""

from collections.abc import Iterable
from typing import Any

from app.api.openapi_names import REFERENCE, parts

Schema = dict[str, Any]
VALUES = "x-extensible-enum"
ADVICE = "Others may come: show one that you do not know by a text"
# What a thing is, why, for whom, in which words: a screen shows it, and shows one that it does not know by its text.
GROWING = frozenset({
    "AlignmentRelation",
    "Accessed",
    "AdminVerb",
    "AskType",
    "AudienceKind",
    "AudienceType",
    "BallotMethod",
    "CiteKind",
    "CommunityKind",
    "ConsentKind",
    "Context",
    "EndedBy",
    "FeedKind",
    "FigureCheckReason",
    "FigureCode",
    "FigureUnit",
    "FlagReason",
    "FlagTarget",
    "FrameworkReaders",
    "GuardedAct",
    "ImportRefusal",
    "ImportSource",
    "Locale",
    "MissionKind",
    "NameKind",
    "NotificationType",
    "Public",
    "Purpose",
    "QuestionType",
    "ReasonKind",
    "RejectionReason",
    "ReportKind",
    "ReportSectionKind",
    "RequestTargetType",
    "RosterLineState",
    "ResultReaders",
    "RoomMinors",
    "RoomView",
    "ScenePhase",
    "Scope",
    "SectionKind",
    "SecurityEventKind",
    "SkillKind",
    "StepTask",
    "TargetType",
    "Template",
    "VisibilityAudience",
    "VisibilityKind",
    "WebhookEnd",
    "WebhookEvent",
    "WithdrawnBy",
})  # fmt: skip
# How far a thing is and who may do what: a screen decides by it, so it has to know them all.
CLOSED = frozenset({
    "ActionState",
    "AdminHealthDatabase",
    "AdminHealthQueue",
    "AdminHealthStorage",
    "AgeBracket",
    "Approval",
    "BallotResults",
    "CalendarState",
    "Citing",
    "Attendance",
    "Attribution",
    "Reach",
    "DeliveryOutcome",
    "EndorsementState",
    "ExchangeState",
    "ErasureState",
    "Exactness",
    "ExportState",
    "FaultDocumentIn",
    "FigureCheckResult",
    "FlagState",
    "Follow",
    "GrantState",
    "GuardianState",
    "ImportState",
    "InvitationState",
    "JoinPolicy",
    "MediaKind",
    "MediaState",
    "MembershipState",
    "MissionState",
    "MomentSectionKind",
    "Precision",
    "ProgrammeState",
    "ProgrammeVisibility",
    "ProposalState",
    "ReportEditionState",
    "ReportState",
    "RequestOptionsUserverification",
    "RequestState",
    "ResponseState",
    "Rhythm",
    "Right",
    "Role",
    "RoomDoor",
    "RoomState",
    "SecondFactorState",
    "SecondFactorVerifiedState",
    "Severity",
    "SharedSkillPart",
    "SheetKind",
    "ShownTo",
    "Source",
    "Stance",
    "TalentSectionKind",
    "Timing",
    "TranscriptionState",
    "Visibility",
    "WebhookDeliveryState",
    "WebhookState",
})  # fmt: skip


def open_answers(spec: Schema) -> None:
    """Make text of each growing enumeration that an answer has, and of what bodies take from answers to ignore it."""
    schemas = spec["components"]["schemas"]
    texts = {REFERENCE + name: _text(schemas[name]) for name in GROWING}
    answers = [operation["responses"] for item in spec["paths"].values() for operation in item.values()]
    components = [schemas[name] for name in reached(answers, schemas)]
    members = [item for part in parts(schemas) for item in part.get("properties", {}).values() if _is_ignored(item)]
    for part in [item for tree in (answers, components, members) for item in parts(tree)]:
        if (text := texts.get(part.get("$ref", ""))) is not None:
            del part["$ref"]
            part |= {key: value for key, value in text.items() if key not in part}
    for name in GROWING - reached(spec["paths"], schemas):
        del schemas[name]
    for name in reached(answers, schemas) - reached(_bodies(spec), schemas):
        if schemas[name].get("additionalProperties") is False:
            del schemas[name]["additionalProperties"]  # a body that is answered, too: an answer may get more members


def _bodies(spec: Schema) -> list[Any]:
    return [operation.get("requestBody") for item in spec["paths"].values() for operation in item.values()]


def _is_ignored(member: object) -> bool:
    return isinstance(member, dict) and bool(member.get("readOnly"))


def _text(enumeration: Schema) -> Schema:
    values = ", ".join(f"`{value}`" for value in enumeration["enum"])
    return {
        "type": "string",
        "title": enumeration["title"],
        "description": f"{values}. {ADVICE}",
        VALUES: enumeration["enum"],
    }


def reached(trees: Iterable[Any] | Schema, schemas: Schema) -> set[str]:
    """Return the names of the components that these refer to, at any depth."""
    names, ahead = set[str](), [trees]
    while ahead:
        references = {str(part["$ref"]) for part in parts(ahead.pop()) if "$ref" in part}
        new_names = {item.removeprefix(REFERENCE) for item in references if item.startswith(REFERENCE)} - names
        names |= new_names
        ahead += [schemas[name] for name in new_names]
    return names
