"""The vocabulary of the data map: categories, purposes, retention, erasure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from app.core.i18n import Words


class Category(Enum):
    """Exports contain the exported categories about the person; secrets and internal data are left out."""

    IDENTITY = Words("identité", "identity")
    CHOICE = Words("réglages et choix", "settings and choices")
    TOLD = Words("ce que la personne raconte", "what the person tells")
    PLACE = Words("lieux", "places")
    OTHERS = Words("autres personnes nommées", "other people who are named")
    FILE = Words("fichiers et ce qu’ils contiennent", "files and what is in them")
    LINK = Words("ce qui relie les choses entre elles", "what belongs to what")
    TRACE = Words("dates et traces d’usage", "dates and traces of use")
    CREDENTIAL = Words("clés, codes et empreintes", "keys, codes and digests")
    INNER = Words("fonctionnement interne", "inner workings")
    PUBLIC = Words("connaissances publiques", "public knowledge")

    @property
    def exported(self) -> bool:
        return self not in {Category.CREDENTIAL, Category.INNER, Category.PUBLIC}

    @property
    def may_reveal(self) -> bool:
        """Tell whether such content may reveal health, beliefs or origin (GDPR, art. 9)."""
        return self in {Category.TOLD, Category.PLACE, Category.OTHERS, Category.FILE}


class Purpose(Enum):
    ACCOUNT = Words("tenir le compte et en garder l’entrée", "to keep the account and guard the way in")
    JOURNAL = Words("tenir un journal privé", "to keep a private journal")
    PUBLISHING = Words("montrer ce qui a été publié, tel quel", "to show what was published, as it was")
    SHARING = Words("donner les accès voulus, et eux seuls", "to give the access that was wanted, and no other")
    TRANSPARENCY = Words("dire qui a consulté quoi", "to tell who read what")
    CONSENT = Words("prouver à quoi l’on a dit oui, et qui", "to prove what was agreed to, and by whom")
    PORTABILITY = Words("remettre ses données à qui les demande", "to hand people their data when they ask")
    MODERATION = Words("protéger les personnes de ce qui les blesse", "to protect people from what hurts them")
    SYNC = Words("tenir à jour les appareils", "to keep devices up to date")
    WRITING = Words("envoyer les mails demandés", "to send the mails that were asked for")
    RECOGNITION = Words("faire reconnaître un talent par qui l’a vu", "to have a talent recognised by who saw it")
    PROTECTION = Words("protéger les comptes des essais répétés", "to protect accounts from repeated attempts")
    OVERSIGHT = Words("rendre compte de ce que font les opérateurs", "to account for what operators do")
    OPERATION = Words("faire tourner le service sans rien perdre", "to run the service without losing anything")
    TALENTS = Words("tenir la liste des talents et de leurs preuves", "to keep the list of talents and their evidence")
    TELLING = Words("prévenir chacun comme il le veut", "to tell people in the way they want")
    FRAMEWORK = Words(
        "donner les mêmes noms aux compétences pour tout le monde", "to give skills the same names for everybody"
    )
    BELONGING = Words("réunir des personnes qui l’ont voulu", "to bring together people who wanted it")


class Retention(Enum):
    ACCOUNT = Words(
        "autant que le compte, qui s’efface après 24 mois sans connexion",
        "as long as the account, which is erased after 24 months without signing in",
    )
    DELETION = Words(
        "jusqu’à la suppression ; un numéro sans contenu est gardé, pour qu’il ne serve pas deux fois",
        "until deletion; a number without content is kept, so that it is not used twice",
    )
    OWN_WORD = Words("jusqu’à la suppression", "until deletion")
    SHOWN = Words(
        "jusqu’à la suppression, ou celle de tout ce qui le montre ; les mots proposés pour un son, 12 mois sans "
        "réponse",
        "until it, or all that shows it, is deleted; the words proposed for a sound, 12 months without an answer",
    )
    BIN = Words("jusqu’à la suppression, puis 30 jours de corbeille", "until deletion, then 30 days in the bin")
    SESSION = Words(
        "jusqu’à la déconnexion ou 180 jours sans usage, puis 30 jours",
        "until signed out or 180 days without use, then 30 days",
    )
    CODE = Words("10 minutes, effacé dans l’heure qui suit", "10 minutes, gone within the hour after")
    WINDOW = Words("la durée de la limite, une semaine au plus", "as long as the limit lasts, a week at most")
    RETRIES = Words(
        "48 heures, et 180 jours pour ce que synchronise un téléphone",
        "48 hours, and 180 days for what a phone synchronises",
    )
    MAIL = Words("le texte jusqu’à l’envoi, la trace 30 jours", "its text until it is sent, its trace for 30 days")
    GATHERED = Words(
        "jusqu’au mail du matin qui le dit, 30 jours au plus", "until the mail of the morning says it, 30 days at most"
    )
    TOMBSTONE = Words(
        "autant que la chose, puis 180 jours après sa suppression",
        "as long as the thing, then 180 days after its deletion",
    )
    UPLOAD = Words("jusqu’à la fin de l’envoi, 14 jours au plus", "until the upload ends, 14 days at most")
    SWEEP = Words("jusqu’au prochain nettoyage, un jour au plus", "until the next sweep, a day at most")
    RECOGNITION = Words(
        "autant que le compte ; l’adresse, jusqu’au refus, au retrait ou à 30 jours sans réponse ; ton message et le "
        "nom, 30 jours de plus",
        "as long as the account; the address until declined, withdrawn, or 30 days without an answer; your message and "
        "the name for 30 days more",
    )
    NOTIFICATION = Words("180 jours après la dernière nouvelle", "180 days after the last news")
    READING = Words(
        "24 mois ; qui a lu garde son nom d’alors jusqu’à 12 mois après son départ, et la lecture reste au moins "
        "jusque-là",
        "24 months; whoever read keeps the name of that day until 12 months after they left, and the reading stays at "
        "least until then",
    )
    ACCESS = Words(
        "24 mois après la fin de l’accès, ou après la réponse à la demande",
        "24 months after the access ended, or the request was answered",
    )
    LINK_DAY = Words("24 mois, ou autant que le lien", "24 months, or as long as the link")
    AGREEMENT = Words(
        "12 mois après sa fin, un refus, ou une demande restée sans réponse",
        "12 months after it ended, was declined, or was asked without an answer",
    )
    MEMBERSHIP = Words(
        "12 mois après le départ ; une demande restée sans réponse finit au bout de 90 jours ; une exclusion, tant "
        "qu’elle tient, si c’est plus long",
        "12 months after leaving; a request that nobody answers ends after 90 days; being sent away, as long as it "
        "stands, if that is longer",
    )
    PROOF = Words(
        "tant que l’accord tient ; 12 mois après qu’il a été repris ou refusé, ou que ce qu’il ouvrait a fini, comme "
        "au départ de qui y est nommé",
        "as long as it stands; 12 months after it was taken back or declined, or what it opened ended, as when whoever "
        "it names has left",
    )
    DECISION = Words(
        "jusqu’à la décision, puis 12 mois ; sans décision, 24 mois",
        "until the decision, then 12 months; without a decision, 24 months",
    )
    STANDING = Words(
        "tant que cela reste caché, retiré ou restreint, puis 12 mois ; un accès repris, 12 mois ; si un recours reste "
        "sans réponse, 24 mois",
        "as long as it stays hidden, withdrawn or restricted, then 12 months; an access taken back, 12 months; where "
        "an appeal stays without an answer, 24 months",
    )
    SECURITY = Words("12 mois", "12 months")
    DEPARTED = Words("12 mois après le départ de qui a lu", "12 months after whoever read has left")
    PLACE = Words(
        "jusqu’à la réponse du parent ou tuteur, 30 jours au plus", "until the guardian answers, 30 days at most"
    )
    LAST_MEMBER = Words("jusqu’au départ du dernier membre", "until the last member leaves")
    INVITATION = Words(
        "12 mois après sa fin, ou jusqu’au départ du dernier membre",
        "12 months after it ended, or until the last member leaves",
    )
    FACTOR = Words(
        "autant que le compte ; un second code qui n’est pas confirmé, 24 heures",
        "as long as the account; a second code that is not confirmed, 24 hours",
    )
    MISSIONS = Words(
        "jusqu’au départ du dernier membre ; de chaque fois d’une mission qui se répète, il ne reste que des nombres "
        "12 mois après sa fin, et son titre pour qui y a répondu",
        "until the last member leaves; of each time of a mission that repeats, only numbers are left 12 months after "
        "it ended, and its title for those who answered",
    )
    ANSWERS = Words(
        "autant que le compte ; quand une mission se répète, 12 mois après la fin de chaque fois : ce qui est resté "
        "sans réponse est effacé, et personne d’autre que toi ne voit plus ta réponse",
        "as long as the account; when a mission repeats, 12 months after each time ended: what was not answered is "
        "erased, and nobody but you sees your answer any more",
    )
    REPORT = Words(
        "24 mois ; l’adresse et les mots de qui a signalé, 6 mois après la dernière réponse",
        "24 months; the address and the words of whoever reported, 6 months after the last answer",
    )
    IMPORT = Words("7 jours", "7 days")
    DAY = Words("24 heures", "24 hours")
    REFLECTION = Words("14 jours, puis tout est effacé", "14 days, then all is erased")
    DELIVERY = Words("30 jours", "30 days")
    AUDIT = Words("365 jours", "365 days")
    ALWAYS = Words("autant que le service", "as long as the service")


# Beside the tables of the map: those of the job queue, in a schema of their own.
JOB_TABLES = ("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics")
JOBS = Words(
    "Les travaux en attente : leur nom et des numéros, jamais un texte ni une adresse ; jusqu’à ce qu’ils soient "
    "faits, puis une note qu’ils l’ont été, 7 jours.",
    "Jobs that wait: their names and numbers, never a text or an address; until they are done, then a note that they "
    "were, for 7 days.",
)
# `days` are settings.
MAIL_FILES = Words(
    "Sans serveur d’envoi, chaque mail devient un fichier que seul l’exploitant de cette machine peut lire, effacé au "
    "bout de {days} jours.",
    "Without a mail server each mail becomes a file that only the operator of this machine can read, deleted after "
    "{days} days.",
)
BACKUP = Words(
    "Une sauvegarde chiffrée garde une copie de tout, et finit au bout de {days} jours : ce qui est effacé y "
    "reste jusque-là au plus, et n’en revient pas si elle sert.",
    "An encrypted backup holds a copy of it all, and ends after {days} days: what is erased stays in it "
    "until then at most, and does not come back if it is used.",
)


class Erasure(Enum):
    WITH_ACCOUNT = Words("effacé avec le compte, en cascade", "goes with the account, in cascade")
    WITH_OBJECTS = Words("effacé avec le compte, fichiers compris", "goes with the account, files included")
    WITH_AUTHOR = Words("le nom de l’auteur est effacé avec son compte", "its author’s name goes with their account")
    BY_ADDRESS = Words("effacé par l’adresse de la personne", "erased by the person’s address")
    BY_ITSELF = Words("disparaît de soi-même au terme", "vanishes by itself in its time")
    NOBODYS = Words("ne concerne personne", "is about nobody")


class Entry(NamedTuple):
    category: Category
    purpose: Purpose
    retention: Retention
    exported: bool
    erased: Erasure


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table: its purpose, the retention and erasure of its rows, and the category of each column.

    `whose`: the columns by which a row belongs to a person's export; None: all columns that name people.
    """

    purpose: Purpose
    retention: Retention
    erased: Erasure
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
    purpose: Purpose, retention: Retention, erased: Erasure, *, whose: str | None = None, **columns: str
) -> TableEntry:
    return TableEntry(purpose, retention, erased, columns, whose)
