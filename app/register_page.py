"""Generates docs/register.md from app/policies/data_map: the record of processing activities (GDPR, art. 30)."""

from collections.abc import Iterator

from app.core.legal import LegalBasis
from app.core.settings import BACKUP_DAYS, MAIL_FILE_DAYS
from app.core.text import capital
from app.policies.data_map import (
    BACKUP,
    INTIMATE,
    JOB_TABLES,
    JOBS,
    MAIL_FILES,
    PROCESSING,
    TABLES,
    Category,
    Purpose,
    TableEntry,
    rests_on,
)

HEAD = """# Registre des activités de traitement

Article 30 du RGPD. Cette page est produite par `make docs` depuis `app/policies/data_map`, que lisent aussi l’export,
l’effacement et la page `/privacy` : une colonne qui n’y est pas fait échouer les tests.

- **Responsable de traitement** : qui exploite l’installation (`DAYTRIPPER_OPERATOR`, `DAYTRIPPER_LEGAL_ADDRESS`,
  `DAYTRIPPER_LEGAL_CONTACT`). **Délégué à la protection des données** : `DAYTRIPPER_LEGAL_DPO`. **Hébergeur** :
  `DAYTRIPPER_LEGAL_HOST`. Une installation publique ne démarre pas sans eux. À compléter par l’exploitant : les autres
  sous-traitants (envoi des mails).
- **Base légale** : {basis}
  `DAYTRIPPER_LEGAL_BASIS` en décide, et `python -m app export-register` écrit alors ce registre.
- **Données sensibles (article 9)** : aucune n’est demandée ni déduite. Un récit, une photo, un lieu ou un nom peuvent
  en révéler : ces données portent ◆, et chaque finalité qui peut en contenir dit par quelle exception. Les suggestions
  cherchent des noms de compétences dans ce que la personne raconte, pour elle seule ; les mots connus de ces catégories
  n’y comptent pas (`app/data/words/sensitive.txt`), un moment mis de côté (`kept_aside`) n’y est pas lu, ni rien de qui
  les refuse (`suggestions`). Mis de côté, il ne part non plus avec aucun ensemble (tout le journal, un portrait qui se
  compose) : seulement nommé, par un acte à part. Les chiffres et les arbres de compétences n’en lisent aucune.
- **Archives publiques** : le journal et ce qui en est montré appartiennent à la personne ; ce ne sont pas des archives
  du service, qui n’en verse rien (code du patrimoine, article L211-1). Ce que le service doit garder est dans
  `docs/archives.md`.
- **Transferts hors de l’Union européenne** : aucun par le logiciel, qui n’appelle aucun tiers. Deux dépendent de
  l’exploitant et de la personne : le serveur d’envoi des mails, et le service de notification du téléphone, qui
  reçoit un message chiffré et ne peut pas le lire.
- **Sécurité** : `SECURITY.md`, `docs/threat-model.md`, et `docs/dpia.md`, où chaque mesure nomme son test.
- **Durées** : chacune est appliquée par un travail planifié ou par l’acte qu’elle nomme
  (`tests/services/departures/test_retention_rules.py`).
- **Sauvegardes** (`DAYTRIPPER_BACKUP_DAYS`, 30 par défaut ; format `age`, clé privée gardée ailleurs ; liste des
  effacés exigée à chaque restauration : `tests/test_backup_commands.py`). """


DATA = "Données (✓ : dans l’export ; ◆ : peut révéler une donnée sensible)"
COLUMNS = f"| Table | {DATA} | Durée | Effacement |\n|---|---|---|---|\n"
BASES = {
    LegalBasis.PUBLIC_INTEREST: "une mission d’intérêt public (article 6.1.e) pour le service lui-même ; à chacun de\n"
    "  s’opposer pour des raisons tenant à sa situation (article 21).",
    LegalBasis.CONTRACT: "le service que la personne demande (article 6.1.b), et l’intérêt légitime à le protéger.",
}


def page(basis: LegalBasis = LegalBasis.PUBLIC_INTEREST) -> str:
    head = HEAD.replace("{basis}", BASES[basis]) + BACKUP.fr.format(days=BACKUP_DAYS) + "\n"
    return head + "".join(_section(purpose, basis) for purpose in Purpose)


def _section(purpose: Purpose, basis: LegalBasis) -> str:
    processing = PROCESSING[purpose]
    tables = [(name, entry) for name, entry in TABLES.items() if entry.purpose is purpose]
    head = f"\n## {capital(purpose.value.fr)}\n\n"
    facts = {"Base légale": rests_on(purpose, basis).value}
    if purpose in INTIMATE:
        facts["Données sensibles qui y seraient"] = INTIMATE[purpose].value
    facts |= {"Personnes": processing.people, "Destinataires": processing.recipients}
    lines = "".join(f"- **{name}** : {words.fr}\n" for name, words in facts.items())
    rows = "".join(
        f"| `{name}` | {_data(entry)} | {entry.retention.value.fr} | {entry.erased.value.fr} |\n"
        for name, entry in tables
    )
    if purpose is Purpose.OPERATION:
        names = ", ".join(f"`jobs.{name}`" for name in JOB_TABLES)
        lines += f"- **File de travaux** ({names}) : {JOBS.fr}\n"
    if purpose is Purpose.WRITING:
        lines += (
            f"- **Mails en fichiers** (`DAYTRIPPER_MAIL_FILE_DAYS`) : {MAIL_FILES.fr.format(days=MAIL_FILE_DAYS)}\n"
        )
    return f"{head}{lines}\n{COLUMNS}{rows}"


def bases(basis: LegalBasis = LegalBasis.PUBLIC_INTEREST) -> str:
    """The table of docs/dpia.md: by what right each thing is done, and what article 9 protects in it is kept."""
    rows = "".join(
        f"| {capital(purpose.value.fr)} | {rests_on(purpose, basis).value.fr} | "
        f"{INTIMATE[purpose].value.fr if purpose in INTIMATE else 'rien ne peut y en révéler'} |\n"
        for purpose in Purpose
    )
    return f"| Finalité | Base légale | Données de l’article 9 qui y seraient |\n|---|---|---|\n{rows}"


def _data(entry: TableEntry) -> str:
    return " ; ".join(_kinds(entry))


def _kinds(entry: TableEntry) -> Iterator[str]:
    for kind, names in entry.columns.items():
        category = Category[kind.upper()]
        yield f"{category.value.fr}{' ✓' if category.exported else ''}{' ◆' if category.may_reveal else ''} (`{names}`)"
