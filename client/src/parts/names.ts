/** What a kind is called. Others may come: they have a name of their own. */
import { words } from "../core/i18n";

export const targetName = (type: string): string => (words.value.targets as Record<string, string>)[type] ?? "";
export const audienceName = (type: string): string => (words.value.audiences as Record<string, string>)[type] ?? "";
