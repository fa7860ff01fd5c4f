/** « Deux versions »: what two phones wrote, and the choice between them. */

import type { Item, Version } from "../core/db";
import { words } from "../core/i18n";
import { current, keep, tell } from "../core/store";
import { watch } from "./toast";

export function Versions({ item }: { item: Item }) {
  const version = item.versions?.at(-1);
  if (!version) return null;
  const { twoVersions, twoVersionsLead, keepBoth, keepMine, keepTheirs, cameBack, close } = words.value;
  if (version.fields.includes("deleted")) {
    return (
      <div class="versions" role="status">
        <p>{cameBack}</p>
        <button type="button" class="button plain" onClick={() => watch(settle(item))}>
          {close}
        </button>
      </div>
    );
  }
  return (
    <div class="versions" role="status">
      <h2>{twoVersions}</h2>
      <p>{twoVersionsLead}</p>
      <button type="button" class="button" onClick={() => watch(settle(item))}>
        {keepBoth}
      </button>
      <button type="button" class="button plain" onClick={() => watch(settle(item, version, "mine"))}>
        {keepMine}
      </button>
      <button type="button" class="button plain" onClick={() => watch(settle(item, version, "theirs"))}>
        {keepTheirs}
      </button>
    </div>
  );
}

async function settle(item: Item, version?: Version, side?: "mine" | "theirs"): Promise<void> {
  const database = current();
  const kept = await database.get("items", item.key);
  if (!kept) return;
  const { versions: _settled, ...rest } = kept;
  await database.put("items", rest);
  if (version && side) {
    const names = new Set(version.fields.map((field) => field.split(".")[0]!));
    await keep(item.type, item.id, Object.fromEntries([...names].map((name) => [name, version[side][name] ?? null])));
  }
  await tell([item.type]);
}
