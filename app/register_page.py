"""docs/register.md, made from app/policies/data_map: the record of processing activities (GDPR, art. 30)."""

from collections.abc import Iterator

from app.policies.data_map import PROCESSING, TABLES, Category, Kept, Purpose

HEAD = """# Registre des activités de traitement

Article 30 du RGPD. Cette page est produite par `make docs` depuis `app/policies/data_map`, que lisent aussi l’export,
l’effacement et la page `/privacy` : une colonne qui n’y est pas fait échouer les tests.

- **Responsable de traitement** : qui exploite l’installation (`DAYTRIPPER_OPERATOR`), joignable, comme son délégué à la
  protection des données, à `DAYTRIPPER_PRIVACY_EMAIL`. À compléter par l’exploitant : adresse, délégué, sous-traitants
  (hébergement, envoi des mails).
- **Transferts hors de l’Union européenne** : aucun par le logiciel, qui n’appelle aucun tiers. Deux dépendent de
  l’exploitant et de la personne : le serveur d’envoi des mails, et le service de notification du téléphone, qui
  reçoit un message chiffré et ne peut pas le lire.
- **Sécurité** : `SECURITY.md`, `docs/threat-model.md`, et `docs/dpia.md`, où chaque mesure nomme son test.
- **Durées** : chacune est appliquée par un travail planifié ou par l’acte qu’elle nomme
  (`tests/services/test_retention_rules.py`). Les sauvegardes suivent la durée que fixe l’exploitant ; qui a été effacé
  le reste après une restauration.
"""


def page() -> str:
    return HEAD + "".join(_section(purpose) for purpose in Purpose)


def _section(purpose: Purpose) -> str:
    said = PROCESSING[purpose]
    tables = [(name, kept) for name, kept in TABLES.items() if kept.purpose is purpose]
    head = f"\n## {_capital(purpose.value.fr)}\n\n"
    facts = {"Base légale": said.basis.value, "Personnes": said.people, "Destinataires": said.recipients}
    lines = "".join(f"- **{name}** : {words.fr}\n" for name, words in facts.items())
    rows = "".join(
        f"| `{name}` | {_data(kept)} | {kept.retention.value.fr} | {kept.erased.value.fr} |\n" for name, kept in tables
    )
    return f"{head}{lines}\n| Table | Données (✓ : dans l’export) | Durée | Effacement |\n|---|---|---|---|\n{rows}"


def _data(kept: Kept) -> str:
    return " ; ".join(_kinds(kept))


def _kinds(kept: Kept) -> Iterator[str]:
    for kind, names in kept.columns.items():
        category = Category[kind.upper()]
        yield f"{category.value.fr}{' ✓' if category.exported else ''} (`{names}`)"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
