"""A Portrait as the XML that the Europass portal reads: `Candidate`, on HR-XML 3 (its documentation of 2020).

The schema requires an employer: a moment without an organisation is a project, or another activity.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from app.core.i18n import primary
from app.core.uow import Runtime
from app.services.portraits.formats import Format, Frozen
from app.services.portraits.lines import (
    Line,
    attachment_headers,
    label,
    level_of,
    name_of,
    recognised_by,
    summary_of,
    talents,
    text_in,
)
from app.services.portraits.positions import Position, activities, positions

MEDIA_TYPE = "application/vnd.europass+xml"
OWN, HR, OA = "http://www.europass.eu/1.0", "http://www.hr-xml.org/3", "http://www.openapplications.org/oagis/9"
EURES, XSI = "http://www.europass_eures.eu/1.0", "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES = {"": OWN, "hr": HR, "oa": OA, "eures": EURES}
for _prefix, _namespace in {**NAMESPACES, "xsi": XSI}.items():
    ET.register_namespace(_prefix, _namespace)
LANGUAGES = (
    "ar:ara bg:bul bn:ben cs:ces da:dan de:deu el:ell en:eng es:spa fa:fas fi:fin fr:fra hi:hin hr:hrv hu:hun hy:hye "
    "it:ita "
    "ja:jpn ka:kat ko:kor ku:kur lt:lit nl:nld pl:pol ps:pus pt:por ro:ron ru:rus sk:slk so:som sq:sqi sr:srp sv:swe "
    "ta:tam ti:tir tr:tur uk:ukr ur:urd vi:vie wo:wol zh:zho"
)
TWO_LETTERS = 2
CODES = dict(pair.split(":") for pair in LANGUAGES.split())  # ISO 639-3 of ISO 639-1
GROUPS = (
    ("HobbiesAndInterests", "HobbyOrInterest", "leisure"),
    ("VoluntaryWorks", "VoluntaryWork", "volunteering"),
)
PROJECTS = ("work", "immersion", "training", "event", "family", "other")
IDENTITY = {"schemeAgencyName": "EUROPASS"}


def candidate(frozen: Frozen) -> ET.Element:
    root = ET.Element(f"{{{OWN}}}Candidate", {f"{{{XSI}}}schemaLocation": f"{OWN} Candidate.xsd"})
    number = f"{frozen.portrait_id}-{frozen.edition}"
    document = {"schemeID": number, "schemeName": "DocumentIdentifier", "schemeVersionID": "4.0"}
    _add(root, HR, "DocumentID", **document, **IDENTITY)
    _person(_add(root, OWN, "CandidatePerson"), frozen)
    profile = _add(root, OWN, "CandidateProfile", languageCode=frozen.locale)
    _add(profile, HR, "ID", schemeID=number, schemeName="CandidateProfileID", schemeVersionID="1.0", **IDENTITY)
    _say(profile, HR, "ExecutiveSummary", summary_of(frozen) or text_in(frozen.content["headline"], frozen.locale))
    _employment(profile, positions(frozen, "work", "immersion"))
    _education(profile, positions(frozen, "training"))
    _qualifications(profile, frozen)
    for group, item_name, kind in GROUPS:
        _add_entries(profile, group, item_name, [*positions(frozen, kind), *activities(frozen, kind)])
    _add_entries(profile, "Projects", "Project", activities(frozen, *PROJECTS))
    return root


def _person(person: ET.Element, frozen: Frozen) -> None:
    given_name, _, family = (name_of(frozen) or "").partition(" ")
    name = _add(person, OWN, "PersonName")
    _say(name, OA, "GivenName", given_name)
    _say(name, HR, "FamilyName", family)
    email = frozen.content["person"]["email"]
    for channel, uri in (("Email", email), ("Web", frozen.address)):
        if uri:
            communication = _add(person, OWN, "Communication")
            _say(communication, OWN, "ChannelCode", channel)
            _say(communication, OA, "URI", uri)
    _say(person, OWN, "PrimaryLanguageCode", _code_of(frozen.content["languages"][0]), name="NORMAL")


def _code_of(tag: str) -> str:
    """Return the code of ISO 639-3 of a language; `mis` of one that is not in the list."""
    language = primary(tag)
    return CODES.get(language, language if len(language) > TWO_LETTERS else "mis")


def _employment(profile: ET.Element, jobs: Iterable[Position]) -> None:
    history = _add(profile, OWN, "EmploymentHistory")
    for job in jobs:
        employer = _add(history, OWN, "EmployerHistory")
        _say(employer, HR, "OrganizationName", job.organisation)
        position = _add(employer, OWN, "PositionHistory")
        _say(position, OWN, "PositionTitle", job.title, typeCode="FREETEXT")
        period = _add(position, EURES, "EmploymentPeriod")
        _period(period, EURES, job)
        _say(period, HR, "CurrentIndicator", "false")
        _say(position, OA, "Description", _description(job))
        _say(position, OWN, "City", job.place)


def _education(profile: ET.Element, courses: Iterable[Position]) -> None:
    history = _add(profile, OWN, "EducationHistory")
    for course in courses:
        attendance = _add(history, OWN, "EducationOrganizationAttendance")
        _say(attendance, HR, "OrganizationName", course.organisation)
        _say(attendance, HR, "ProgramName", course.names[0] if len(course.names) == 1 else course.title)
        period = _add(attendance, OWN, "AttendancePeriod")
        _period(period, OWN, course)
        _say(period, OA, "Description", _description(course))


def _qualifications(profile: ET.Element, frozen: Frozen) -> None:
    """Talents have a taxonomy of their own, because Europass has only languages. Their name is their id."""
    qualifications = _add(profile, OWN, "PersonQualifications")
    for talent in talents(frozen):
        competency = _add(qualifications, OWN, "PersonCompetency")
        _say(competency, OWN, "CompetencyID", label(talent["skill"], frozen.locale), **_reference(talent))
        _say(competency, HR, "TaxonomyID", "other")
        _say(competency, HR, "CompetencyName", label(talent["skill"], frozen.locale))
        _say(_add(competency, EURES, "ProficiencyLevel"), HR, "ScoreText", level_of(talent, frozen.locale))
        for words in recognised_by(talent, frozen.locale):
            dimension = _add(competency, EURES, "CompetencyDimension")
            _say(dimension, HR, "CompetencyDimensionTypeCode", "Recognition")
            _say(_add(dimension, EURES, "Score"), HR, "ScoreText", words)


def _reference(talent: Mapping[str, Any]) -> dict[str, str]:
    skill = talent["skill"]
    return {"schemeName": skill["framework"], "schemeID": skill["uri"] or skill["code"]}


def _add_entries(profile: ET.Element, group: str, item_name: str, items: Iterable[Line | Position]) -> None:
    parent = _add(profile, OWN, group)
    for item in items:
        entry = _add(parent, OWN, item_name)
        _say(entry, OWN, "Title", item.organisation if isinstance(item, Position) else item.title)
        _period(_add(entry, EURES, "Date"), EURES, item)
        _say(entry, OA, "Description", _description(item))


def _period(period: ET.Element, namespace: str, item: Line | Position) -> None:
    for name, day in (("StartDate", item.start), ("EndDate", item.end or item.start)):
        _say(_add(period, namespace, name), HR, "FormattedDateTime", day)


def _description(item: Line | Position) -> str | None:
    return "\n\n".join([*filter(None, [item.text]), *item.highlights]) or None


def _add(parent: ET.Element, namespace: str, name: str, /, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{namespace}}}{name}", attributes)


def _say(parent: ET.Element, namespace: str, name: str, text: str | None, /, **attributes: str) -> None:
    """Add an element with a text. An empty text adds nothing."""
    if text:
        _add(parent, namespace, name, **attributes).text = text


async def render(_: Runtime, frozen: Frozen) -> bytes:
    root = candidate(frozen)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}'.encode()


EUROPASS = Format(MEDIA_TYPE, "europass", render, headers=attachment_headers("europass.xml"))
