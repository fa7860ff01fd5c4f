import { catalogue } from "../../core/i18n";
import { en } from "./en";
import { fr } from "./fr";
import { simple } from "./simple";

export const filesWords = catalogue(fr, en, simple);
