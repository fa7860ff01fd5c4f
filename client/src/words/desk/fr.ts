/** What all screens of the laptop say. Those who lead and accompany are said « vous ». */
export const fr = {
  ledByMe: "Mes communautés à mener",
  guide: "Accompagner",
  operate: "Opérer",
  oneMoment: "Un instant…",
  retry: "Réessayer",
  requestNumber: "Numéro de la demande :",
  toList: "← Retour à la liste",

  keys: "Raccourcis",
  keysLead: "Une touche suffit quand vous n’écrivez pas.",
  nextOne: "Le suivant",
  previousOne: "Le précédent",
  search: "Chercher",
  keysOn: "Les raccourcis d’une touche sont actifs",

  proveYou: "Prouvez que c’est vous",
  proveLead: "Ce qui suit montre d’autres personnes que vous : il faut une seconde preuve, valable douze heures.",
  addApp: "Ajouter une application de codes",
  addAppLead:
    "Une application de codes (sur votre téléphone ou dans votre gestionnaire de mots de passe) donne six chiffres qui changent.",
  scanWithApp: "Scannez cette image avec l’application de codes.",
  openApp: "L’application est sur cet appareil : l’ouvrir",
  typeSecret: "Ou tapez ce secret dans l’application. Il ne sera plus montré.",
  appCode: "Le code de l’application",
  appCodeHint: "Six chiffres, ou un code de secours.",
  prove: "Vérifier",
  withPasskey: "Utiliser ma clé d’accès",
  recovery:
    "Notez ces codes de secours ailleurs que sur cet appareil. Chacun sert une fois. Ils ne seront plus montrés.",
  noted: "C’est noté",
};
