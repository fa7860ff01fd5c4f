/** An idea that is written: kept here with each key, and sent once there is a network. */
import { useSignal } from "@preact/signals";
import { words } from "../core/i18n";
import { uuid7 } from "../core/ids";
import { isRead } from "../core/store";
import { mission as find, type Mission } from "../nouns/missions";
import { type Idea, keepIdea, type Written, written } from "../nouns/proposals";
import { useDraft } from "../parts/draft";
import { Fault } from "../parts/fault";
import { Field } from "../parts/field";
import { say, watch } from "../parts/toast";
import { DraftOf } from "../parts/typing";
import { go } from "../router";
import { choiceWords } from "../words/choices";
import { CitePicker } from "./idea_cite";
import Unknown from "./unknown";

const BLANK: Idea & { id: string } = { title: "", text: "", themes: [], cites: [], id: "" };

export default function IdeaScreen({ id, idea }: { id: string; idea: string }) {
  const mission = find(id);
  const known = idea === "new" ? null : written(idea);
  if (!isRead("mission") || !isRead("proposal")) return null;
  if (!mission?.local?.proposal || known === undefined) return <Unknown />;
  return <Writing key={idea} mission={mission} known={known} />;
}

function Writing({ mission, known }: { mission: Mission; known: Written | null }) {
  const w = choiceWords.value;
  const form = mission.local.proposal!;
  const { title = "", text = "", themes: chosen = [], cites = [] } = known?.local ?? {};
  const first = { ...BLANK, title, text, themes: chosen, cites: cites ?? [] };
  const [idea, change, keeper] = useDraft(`idea ${known?.id ?? mission.id}`, first);
  const fault = useSignal("");
  const write = (members: Partial<Idea>) => change({ ...members, id: known?.id || idea.id || uuid7() });
  const send = async (event: Event) => {
    event.preventDefault();
    fault.value = "";
    if (!idea.title.trim()) fault.value = w.titleNeeded;
    else if (form.cites === "required" && !idea.cites.length) fault.value = w.citeNeeded;
    if (fault.value) return;
    const themes = form.themes.length === 1 ? form.themes : idea.themes;
    await keepIdea(known?.id || idea.id, mission.id, { ...idea, themes });
    change();
    go(`/missions/${mission.id}`, { replace: true });
    say(w.ideaKept);
  };
  const flip = (theme: string) =>
    write({
      themes: idea.themes.includes(theme) ? idea.themes.filter((one) => one !== theme) : [...idea.themes, theme],
    });
  return (
    <DraftOf.Provider value={keeper}>
      <form onSubmit={(event) => watch(send(event))}>
        <p class="when" dir="auto">
          {words.value.answerTo(mission.local.title)}
        </p>
        <h1>{w.anIdea}</h1>
        <Fault text={fault.value} />
        <Field
          id="title"
          label={w.ideaTitle}
          value={idea.title}
          onValue={(title) => write({ title })}
          input={{ maxLength: 120, dir: "auto" }}
        />
        <Field
          id="text"
          label={w.ideaText}
          hint={idea.text && w.lettersLeft(form.length - idea.text.length)}
          value={idea.text ?? ""}
          onValue={(text) => write({ text })}
          input={{ maxLength: form.length }}
          long
        />
        {form.themes.length > 1 && (
          <fieldset>
            <legend>{w.themes}</legend>
            <div class="chips">
              {form.themes.map((theme) => (
                <button
                  key={theme}
                  type="button"
                  aria-pressed={idea.themes.includes(theme)}
                  onClick={() => flip(theme)}
                >
                  {theme}
                </button>
              ))}
            </div>
          </fieldset>
        )}
        {form.cites !== "none" && (
          <CitePicker
            value={idea.cites[0]?.id ?? ""}
            isNeeded={form.cites === "required"}
            onValue={(id) => write({ cites: id ? [{ type: "experience", id }] : [] })}
          />
        )}
        <button type="submit" class="button">
          {known ? w.rewriteIdea : w.sendIdea}
        </button>
        <p class="hint">{w.keptHere}</p>
      </form>
    </DraftOf.Provider>
  );
}
