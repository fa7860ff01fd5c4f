/** The entrance and the first steps. */
import { plural } from "../fr";

export const fr = {
  alreadyHere: "Tu es déjà là",
  alreadyHereLead: (name: string) => `Ce téléphone est ouvert pour ${name}.`,
  byLink: "Entrer",
  byLinkLead: "Ce lien ouvre ton journal sur ce téléphone. Il sert une fois.",
  linkOver: "Ce lien a déjà servi, ou il a plus de dix minutes. Demande un autre code.",
  otherWay: "Entrer autrement",
  againLead: "Reconnecte-toi : ce qui attend ici partira ensuite. Rien n’est perdu.",
  proveAddress:
    "Ton service d’identité n’ouvre pas encore de compte ici. Prouve ton adresse une fois, par un code : ensuite, il suffira.",
  byPasskey: "Avec une clé d’accès",
  byQr: "Scanner un QR",
  qrElsewhere: "Ce QR ne mène pas à Day Tripper.",
  byProvider: "Ou par un service d’identité",
  whatIs: (name: string) => `Qu’est-ce que ${name} ?`,
  notMine: "Ce n’est pas mon téléphone",
  notMineLead:
    "Quand le navigateur est fermé, tu n’es plus là : rien de toi n’y est rouvert. Envoie tout avant de fermer.",
  triesLeft: (count: number) =>
    count === 0 ? "C’était le dernier essai pour l’instant." : plural(count, "Encore un essai.", "Encore {n} essais."),
  tooMany: (time: string) => `Il y a eu trop d’essais. Reviens à ${time}.`,
  somebodyElse:
    "Quelqu’un d’autre est encore sur ce téléphone, et des choses à lui attendent d’être envoyées. Il faut d’abord le déconnecter, dans Moi.",
  beganElsewhere: "Cette connexion ne vaut plus, ou a été commencée ailleurs. Recommence ici.",

  step: (number: number) => `${number} sur 3`,
  next: "Continuer",
  yearTitle: "Ton année de naissance",
  yearLead:
    "Elle dit ce que tu décides seul. Avant 15 ans, publier ou partager demande aussi l’accord d’un parent. Écrire ton journal, non.",
  year: "L’année, en quatre chiffres",
  tooYoung: "Si tu t’es trompé d’année, corrige-la. Sinon, reviens cette année-là : on t’attend.",
  languageTitle: "Comment on te parle",
  languageLead: "Tu peux changer quand tu veux, dans Moi.",
  privateTitle: "Ce qui reste à toi",
  privateLines: [
    "Ton journal est privé. Personne ne le lit, pas même ton école.",
    "Tu choisis ce que tu montres, à qui, et jusqu’à quand.",
    "Tu peux tout emporter, et tout effacer.",
  ],
  privateUnder15: "Avant 15 ans, un parent dit oui avant que tu montres quelque chose.",
  askParent: "Demander à un parent",
  start: "Commencer",

  verifyTitle: "Encore une preuve",
  verifyLead: "Ton compte a un second facteur. Il ouvre, pour douze heures, ce que d’autres t’ont confié.",
  verifyByPasskey: "Avec ma clé d’accès",
  verifyCode: "Le code de ton application",
  verifyHint: "Six chiffres, ou un de tes codes de secours.",
  verify: "Vérifier",
};

export type EntryWords = typeof fr;
