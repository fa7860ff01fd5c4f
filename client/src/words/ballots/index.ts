import { catalogue } from "../../core/i18n";
import { en } from "./en";
import { fr } from "./fr";
import { simple } from "./simple";

export const ballotWords = catalogue(fr, en, simple);
