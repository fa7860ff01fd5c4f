"""The words of the page of a report. Partners and the region read it: it addresses nobody."""

from app.core.i18n import Words

CARD = Words("Des chiffres avec leur définition, un plan d’action, et ce que des personnes ont voulu en dire.")
PDF = Words("En PDF")
ODS = Words("En tableur (.ods)")
FILES = Words("Emporter ce bilan")
PARTS = Words("Dans ce bilan")
DUE = Words("pour le {day}")
CARRIED_BY = Words("Portée par {name}", context="page")
PROGRESS = Words("avancement")
SECTION_EMPTY = Words("Rien à montrer ici.")
HOLDERS = Words("l’ont : {have} ; la proposent : {offer} ; la cherchent : {seek}")
REREAD = Words(
    "Les citations, les stories et les noms sont relus à chaque ouverture : ce qu’une personne reprend n’y est plus."
)
UNTIL = Words("Ce lien fonctionne jusqu’au {day}.")
COUNTING = Words("Les ouvertures de cette page sont seulement comptées.")
