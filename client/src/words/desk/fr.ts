/** What all screens of the laptop say. Whoever leads is addressed as in the rest of the application: « tu ». */
export const fr = {
  ledByMe: "Mes communautés à mener",
  guide: "Accompagner",
  operate: "Opérer",
  oneMoment: "Un instant…",
  retry: "Réessayer",
  requestNumber: "Numéro de la demande :",
  toList: "← Retour à la liste",

  keys: "Raccourcis",
  keysLead: "Une touche suffit quand tu n’écris pas.",
  nextOne: "Le suivant",
  previousOne: "Le précédent",
  search: "Chercher",
  keysOn: "Les raccourcis d’une touche sont actifs",

  proveYou: "Prouve que c’est toi",
  proveLead: "Ce qui suit montre d’autres personnes que toi : il faut une seconde preuve, valable douze heures.",
  addApp: "Ajouter une application de codes",
  addAppLead:
    "Une application de codes (sur ton téléphone ou dans ton gestionnaire de mots de passe) donne six chiffres qui changent.",
  scanWithApp: "Scanne cette image avec l’application de codes.",
  openApp: "L’application est sur cet appareil : l’ouvrir",
  typeSecret: "Ou tape ce secret dans l’application. Il ne sera plus montré.",
  appCode: "Le code de l’application",
  appCodeHint: "Six chiffres, ou un code de secours.",
  prove: "Vérifier",
  withPasskey: "Utiliser ma clé d’accès",
  recovery:
    "Note ces codes de secours ailleurs que sur cet appareil. Chacun sert une fois. Ils ne seront plus montrés.",
  noted: "C’est noté",
};
