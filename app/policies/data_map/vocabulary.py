"""The vocabulary of the data map: categories, purposes, retention, erasure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from app.core.i18n import Words
from app.policies.data_map.items import NoticeItem


class Category(Enum):
    """Exports contain the exported categories about the person; secrets and internal data are left out."""

    IDENTITY = Words("identité")
    CHOICE = Words("réglages et choix")
    TOLD = Words("ce que la personne raconte")
    PLACE = Words("lieux")
    OTHERS = Words("autres personnes nommées")
    FILE = Words("fichiers et ce qu’ils contiennent")
    LINK = Words("ce qui relie les choses entre elles")
    TRACE = Words("dates et traces d’usage")
    CREDENTIAL = Words("clés, codes et empreintes")
    INNER = Words("fonctionnement interne")
    PUBLIC = Words("connaissances publiques")

    @property
    def exported(self) -> bool:
        return self not in {Category.CREDENTIAL, Category.INNER, Category.PUBLIC}

    @property
    def may_reveal(self) -> bool:
        """Tell whether such content may reveal health, beliefs or origin (GDPR, art. 9)."""
        return self in {Category.TOLD, Category.PLACE, Category.OTHERS, Category.FILE}


class Purpose(Enum):
    ACCOUNT = Words("tenir le compte et en garder l’entrée")
    JOURNAL = Words("tenir un journal privé")
    PUBLISHING = Words("montrer ce qui a été publié, tel quel")
    SHARING = Words("donner les accès voulus, et eux seuls")
    TRANSPARENCY = Words("dire qui a consulté quoi")
    CONSENT = Words("prouver à quoi l’on a dit oui, et qui")
    PORTABILITY = Words("remettre ses données à qui les demande")
    MODERATION = Words("protéger les personnes de ce qui les blesse")
    SYNC = Words("tenir à jour les appareils")
    WRITING = Words("envoyer les mails demandés")
    RECOGNITION = Words("faire reconnaître un talent par qui l’a vu")
    PROTECTION = Words("protéger les comptes des essais répétés")
    OVERSIGHT = Words("rendre compte de ce que font les opérateurs")
    OPERATION = Words("faire tourner le service sans rien perdre")
    TALENTS = Words("tenir la liste des talents et de leurs preuves")
    TELLING = Words("prévenir chacun comme il le veut")
    FRAMEWORK = Words("donner les mêmes noms aux compétences pour tout le monde")
    BELONGING = Words("réunir des personnes qui l’ont voulu")
    CONNECTING = Words("prévenir les programmes qu’une communauté a reliés")


class Retention(Enum):
    ACCOUNT = Words("autant que le compte, qui s’efface après 24 mois sans connexion")
    DELETION = Words("jusqu’à la suppression ; un numéro sans contenu est gardé, pour qu’il ne serve pas deux fois")
    OWN_WORD = Words("jusqu’à la suppression")
    SHOWN = Words(
        "jusqu’à la suppression, ou celle de tout ce qui le montre ; les mots proposés pour un son, 12 mois sans "
        "réponse"
    )
    BIN = Words("jusqu’à la suppression, puis 30 jours de corbeille")
    SESSION = Words("jusqu’à la déconnexion ou 180 jours sans usage, puis 30 jours")
    CODE = Words("10 minutes, effacé dans l’heure qui suit")
    TOKEN = Words("jusqu’à sa fin, un an au plus, puis 30 jours")
    SIGN_IN = Words("45 minutes, effacé dans l’heure qui suit")
    WINDOW = Words("la durée de la limite, une semaine au plus")
    RETRIES = Words("48 heures, et 180 jours pour ce que synchronise un téléphone")
    MAIL = Words("le texte jusqu’à l’envoi, la trace 30 jours")
    GATHERED = Words("jusqu’au mail du matin qui le dit, 30 jours au plus")
    TOMBSTONE = Words("autant que la chose, puis 180 jours après sa suppression")
    UPLOAD = Words("jusqu’à la fin de l’envoi, 14 jours au plus")
    SWEEP = Words("jusqu’au prochain nettoyage, un jour au plus")
    RECOGNITION = Words(
        "autant que le compte ; l’adresse, jusqu’au refus, au retrait ou à 30 jours sans réponse ; ton message et le "
        "nom, 30 jours de plus"
    )
    NOTIFICATION = Words("180 jours après la dernière nouvelle")
    READING = Words(
        "24 mois ; qui a lu garde son nom d’alors jusqu’à 12 mois après son départ, et la lecture reste au moins "
        "jusque-là"
    )
    ACCESS = Words("24 mois après la fin de l’accès, ou après la réponse à la demande")
    LINK_DAY = Words("24 mois, ou autant que le lien")
    AGREEMENT = Words("12 mois après sa fin, un refus, ou une demande restée sans réponse")
    MEMBERSHIP = Words(
        "12 mois après le départ ; une demande restée sans réponse finit au bout de 90 jours ; une exclusion, tant "
        "qu’elle tient, si c’est plus long"
    )
    PROOF = Words(
        "tant que l’accord tient ; 12 mois après qu’il a été repris ou refusé, ou que ce qu’il ouvrait a fini, comme "
        "au départ de qui y est nommé"
    )
    DECISION = Words("jusqu’à la décision, puis 12 mois ; sans décision, 24 mois")
    STANDING = Words(
        "tant que cela reste caché, retiré ou restreint, puis 12 mois ; un accès repris, 12 mois ; si un recours reste "
        "sans réponse, 24 mois"
    )
    SECURITY = Words("12 mois")
    DEPARTED = Words("12 mois après le départ de qui a lu")
    PLACE = Words("jusqu’à la réponse du parent ou tuteur, 30 jours au plus")
    LAST_MEMBER = Words("jusqu’au départ du dernier membre")
    INVITATION = Words("12 mois après sa fin, ou jusqu’au départ du dernier membre")
    FACTOR = Words("autant que le compte ; un second code qui n’est pas confirmé, 24 heures")
    MISSIONS = Words(
        "jusqu’au départ du dernier membre ; de chaque fois d’une mission qui se répète, il ne reste que des nombres "
        "12 mois après sa fin, et son titre pour qui y a répondu"
    )
    PROPOSALS = Words(
        "jusqu’à ton départ de la communauté ; ce qui est devenu une action reste ensuite, sans ton nom, jusqu’au "
        "départ du dernier membre"
    )
    ANSWERS = Words(
        "autant que le compte ; quand une mission se répète, 12 mois après la fin de chaque fois : ce qui est resté "
        "sans réponse est effacé, et personne d’autre que toi ne voit plus ta réponse"
    )
    REPORT = Words("24 mois ; l’adresse et les mots de qui a signalé, 6 mois après la dernière réponse")
    IMPORT = Words("7 jours")
    DAY = Words("24 heures")
    REFLECTION = Words("14 jours, puis tout est effacé")
    GUEST = Words(
        "30 jours après la fin de la salle, où tout ce qu’a fait un invité sans compte est effacé ; avec un compte, 12 "
        "mois après la fin"
    )
    DELIVERY = Words("30 jours")
    AUDIT = Words("365 jours")
    ALWAYS = Words("autant que le service")


# Beside the tables of the map: those of the job queue, in a schema of their own.
JOB_TABLES = ("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics")
JOBS = Words(
    "Les travaux en attente : leur nom et des numéros, jamais un texte ni une adresse ; jusqu’à ce qu’ils soient "
    "faits, puis une note qu’ils l’ont été, 7 jours."
)
# `days` are settings.
MAIL_FILES = Words(
    "Sans serveur d’envoi, chaque mail devient un fichier que seul l’exploitant de cette machine peut lire, effacé au "
    "bout de {days} jours."
)
BACKUP = Words(
    "Une sauvegarde chiffrée garde une copie de tout, et finit au bout de {days} jours : ce qui est effacé y "
    "reste jusque-là au plus, et n’en revient pas si elle sert."
)


class Erasure(Enum):
    WITH_ACCOUNT = Words("effacé avec le compte, en cascade")
    WITH_OBJECTS = Words("effacé avec le compte, fichiers compris")
    WITH_AUTHOR = Words("le nom de l’auteur est effacé avec son compte")
    BY_ADDRESS = Words("effacé par l’adresse de la personne")
    BY_ITSELF = Words("disparaît de soi-même au terme")
    NOBODYS = Words("ne concerne personne")


class Entry(NamedTuple):
    category: Category
    purpose: Purpose
    retention: Retention
    exported: bool
    erased: Erasure


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table: its purpose, the retention and erasure of its rows, and the category of each column.

    `item`: its line in the privacy notice; None: it holds nothing of people.
    `whose`: the columns by which a row belongs to a person's export; None: all columns that name people.
    """

    purpose: Purpose
    retention: Retention
    erased: Erasure
    item: NoticeItem | None
    columns: Mapping[str, str]
    whose: str | None = None

    def entries(self) -> dict[str, Entry]:
        return {
            name: Entry(
                Category[kind.upper()], self.purpose, self.retention, Category[kind.upper()].exported, self.erased
            )
            for kind, names in self.columns.items()
            for name in names.split()
        }


def kept(
    purpose: Purpose,
    retention: Retention,
    erased: Erasure,
    item: NoticeItem | None,
    *,
    whose: str | None = None,
    **columns: str,
) -> TableEntry:
    return TableEntry(purpose, retention, erased, item, columns, whose)
