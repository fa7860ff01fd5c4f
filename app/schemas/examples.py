"""Makes the examples of the document: what fields say of themselves comes first, then a value by name, then by kind.

The example of a body has the members that it demands and those with an example of their own. Only the document is made
with this; tests/access/test_examples.py sends each body.
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
Json = Any  # as json.dumps takes it
ID, INSTANT, LATER = "0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b10", "2026-03-03T13:10:00.000Z", "2026-09-01T00:00:00.000Z"
ADDRESS = "https://daytripper.example"
TEXTS: Mapping[str, str] = {
    "about": "Je cherche un apprentissage dans le bâtiment.",
    "answer": "Nous avons relu : le texte reste caché.",
    "appeal": "Cette photo a été prise avec son accord.",
    "asked_name": "Karim B.",
    "attributed_to": "une lycéenne",
    "attribution": "Karim, chef d’équipe",
    "caption": "Le mur du fond, terminé",
    "characters": "🧱",
    "charter": "On écrit ce que l’on a vécu, et l’on demande avant de prendre une photo.",
    "code": "everyday-skills",
    "comment": "Ajoute une photo de près.",
    "content_type": "image/jpeg",
    "country": "FR",
    "device_name": "Téléphone d’Inès",
    "did": "J’ai monté un mur de parpaings.",
    "display_name": "Inès",
    "email": "ines@example.org",
    "endorser_name": "Karim B.",
    "endorser_role": "Chef d’équipe",
    "en": "Laying bricks",
    "first_words": "Ce matin, il gelait encore.",
    "fr": "Monter un mur",
    "framework": "everyday-skills",
    "headline": "Apprentie maçonne",
    "instance": "/v1/experiences",
    "label": "Tours",
    "language": "fr",
    "learned": "Le fil donne la ligne, pas l’œil.",
    "message": "Bonjour, voici ce que j’ai appris en mars.",
    "name": "Bâti Touraine",
    "next": "Faire un angle.",
    "next_cursor": "djEuY3Vyc29y",
    "note": "C’était ma première fois sur la scie.",
    "organisation": "Bâti Touraine",
    "password": "quatre murs bien droits",
    "pointer": "/title",
    "provider_name": "Day Tripper",
    "reason": "Je suis en arrêt cette semaine.",
    "secret": "JBSWY3DPEHPK3PXP",
    "source": "ROME 4.0",
    "summary": "Trois semaines de stage, du froid et des murs droits.",
    "text": "Ce matin, j’ai monté mon premier mur droit.",
    "thumbhash": "3OcRJYB4d3h/iIeHeEh3eIhw+j3A",
    "timezone": "Europe/Paris",
    "title": "Mon premier mur droit",
    "transcript": "Ce matin, il gelait encore.",
}
SIZES = {"size": 482_113, "width": 320, "height": 240}
NUMBERS = {
    "birth_year": 2009,
    "lat": 47,
    "lng": 1,
    "utc_offset": 60,
    "status": 200,
    "expires_in": 600,
    "views": 2,
} | SIZES
INSTANTS = {"ends_at", "expires_at", "due_at", "closes_at", "lapses_at", "until", "awaited_until"}
FORMATS: Mapping[str, str] = {"uuid": ID, "date": "2026-03-03", "date-time": INSTANT, "binary": "…", "uri": ADDRESS}


class Examples:
    """Composes examples of the components of one document."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components

    def of(self, schema: Schema, name: str = "", *, is_body: bool = False, inside: tuple[str, ...] = ()) -> Json:
        """Return an example of what the schema describes. `name`: of the member that has it."""
        if (key := next((key for key in ("examples", "enum", "x-extensible-enum") if key in schema), None)) is not None:
            return schema[key][0]
        if "$ref" in schema:
            target = schema["$ref"].rpartition("/")[2]
            return self.of(self._components[target], name, is_body=is_body, inside=(*inside, target))
        if choices := schema.get("oneOf", schema.get("anyOf")):
            choice = choices[-1] if _is_inside(choices[0], inside) else choices[0]
            return self.of(choice, name, is_body=is_body, inside=inside)
        if "items" in schema:
            is_cut = _is_inside(schema["items"], inside)
            return [] if is_cut else [self.of(schema["items"], name, is_body=is_body, inside=inside)]
        is_object = schema.get("type") == "object"
        return self._members(schema, is_body=is_body, inside=inside) if is_object else _value(schema, name)

    def _members(self, schema: Schema, *, is_body: bool, inside: tuple[str, ...]) -> Json:
        members: dict[str, Any] = {}
        if isinstance(values := schema.get("additionalProperties"), dict):
            members["fr"] = self.of(values, inside=inside)
        requirements = set(schema.get("required", ()))
        for name, member in schema.get("properties", {}).items():
            is_part = not member.get("readOnly") and (name in requirements or "examples" in member)
            if is_part or not is_body:
                members[name] = self.of(member, name, is_body=is_body, inside=inside)
        return members


def _is_inside(schema: Schema, inside: tuple[str, ...]) -> bool:
    return schema.get("$ref", "").rpartition("/")[2] in inside


def _value(schema: Schema, name: str) -> Json:
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if kind in {"integer", "number"}:
        minimum = schema.get("minimum", NUMBERS.get(name, 1))
        return int(minimum) if int(minimum) == minimum else minimum
    if kind != "string":
        return None if kind == "null" else False
    if "format" in schema:
        return LATER if name in INSTANTS else FORMATS[schema["format"]]
    return f"{ADDRESS}/{name}" if name.endswith(("url", "uri")) else TEXTS.get(name, name.replace("_", " "))
