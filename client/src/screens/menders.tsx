/** How each warning is mended, without leaving the screen. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { words } from "../core/i18n";
import { Offline } from "../core/refusals";
import { change, moment } from "../nouns/experiences";
import { changeJournal, type Journal, pictureOf } from "../nouns/journals";
import { accept, describe, heard, sign } from "../nouns/media";
import type { Warning } from "../nouns/publishing";
import { Field } from "../parts/field";
import { Media } from "../parts/media";
import { watch } from "../parts/toast";
import { BASE } from "../router";
import { makingWords } from "../words/making";
import { Cover } from "./cover";

interface Properties {
  journal: Journal;
  warning: Warning;
  onMended: () => Promise<void>;
}

export function Mender({ journal, warning, onMended }: Properties) {
  const { code, block, media_id } = warning;
  const { summary, alt, said, byName, takeOut, openMoment } = makingWords.value;
  const { place, organisation, people } = words.value;
  const cited = block === null ? undefined : journal.local.blocks?.[block];
  const lived = cited?.kind === "experience" ? moment(cited.experience_id) : undefined;
  const id = `${code}-${block ?? ""}-${media_id ?? ""}`;
  const line = (label: string, from: string, save: (value: string) => Promise<unknown>, more = {}) => (
    <Line {...{ id, label, from, save, onMended, ...more }} />
  );
  if (media_id && code === "photo_without_alt") {
    return line(alt, "", (words) => describe(media_id, words), { media_id, max: 1000 });
  }
  if (media_id && (code === "no_transcript" || code === "words_proposed")) {
    const isProposed = code === "words_proposed";
    return line(said, "", (words) => accept(media_id, words), { media_id, isLong: true, isProposed });
  }
  if (code === "no_summary")
    return line(summary, "", (words) => changeJournal(journal.id, { summary: words }), { isLong: true });
  if (code === "no_author_name") return line(byName, "", sign);
  if (code === "no_cover") return <Cover journal={journal} />;
  if (
    block !== null &&
    (code === "experience_left_out" || code === "media_left_out" || code === "media_rejected") &&
    !lived
  ) {
    const drop = async () => {
      await changeJournal(journal.id, ({ blocks = [] }) => ({ blocks: blocks.filter(({ id }) => id !== cited?.id) }));
      await onMended();
    };
    return (
      <button type="button" class="link" onClick={() => watch(drop())}>
        {takeOut}
      </button>
    );
  }
  if (!lived?.local) return null;
  const { local } = lived;
  if (code === "address_shown" || code === "place_shown")
    return line(place, local.place?.label ?? "", (label) =>
      change(lived.id, { place: label ? { lat: null, lng: null, ...local.place, label } : null }),
    );
  if (code === "organisation_shown")
    return line(organisation, local.organisation ?? "", (name) => change(lived.id, { organisation: name || null }));
  if (code === "family_name" || code === "people_not_asked")
    return line(people, (local.people ?? []).join(", "), (names) =>
      change(lived.id, {
        people: names
          .split(",")
          .map((name) => name.trim())
          .filter(Boolean),
      }),
    );
  return <a href={`${BASE}/moments/${lived.id}`}>{openMoment}</a>;
}

interface LineProperties {
  id: string;
  label: string;
  from: string;
  save: (value: string) => Promise<unknown>;
  onMended: () => Promise<void>;
  media_id?: string;
  isLong?: boolean;
  isProposed?: boolean;
  max?: number;
}

function Line({ id, label, from, save, onMended, media_id, isLong, isProposed, max = 200 }: LineProperties) {
  const { keep, needsNetwork } = words.value;
  const value = useSignal(from);
  const fault = useSignal("");
  useEffect(() => {
    if (isProposed && media_id) void heard(media_id).then((text) => (value.value ||= text));
  }, [media_id]);
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await save(value.value.trim());
      await onMended();
    } catch (problem) {
      fault.value = problem instanceof Offline ? needsNetwork : (problem as Error).message;
    }
  };
  return (
    <details>
      <summary>{makingWords.value.mend}</summary>
      <form onSubmit={submit}>
        {media_id && <Media picture={pictureOf(media_id)} />}
        <Field
          id={id}
          label={label}
          value={value.value}
          fault={fault.value || undefined}
          onValue={(next) => (value.value = next)}
          long={Boolean(isLong)}
          input={{ maxLength: max, dir: "auto" }}
        />
        <button type="submit" class="button plain">
          {keep}
        </button>
      </form>
    </details>
  );
}
