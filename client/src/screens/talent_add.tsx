/** Adding a talent: a skill is searched by any of its names; without network, among those of every day. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get, type Page } from "../core/api";
import { words } from "../core/i18n";
import { add, drop, EVERYDAY, type Framework, nameOfSkill, type Skill, talent } from "../nouns/talents";
import { Field } from "../parts/field";
import { useLook } from "../parts/look";
import { say, watch } from "../parts/toast";
import { go } from "../router";
import { talentWords } from "../words/talents";
import "./talents.css";

interface Found extends Skill {
  under: string;
}
type Answer = Page<Skill & { parent: { labels: Record<string, string> } | null }>;

const PAUSE = 300; // milliseconds after the last letter
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export default function TalentAdd() {
  const { addTalent, searchSkill, searchHint, noSkill, offlineSearch, already, added } = talentWords.value;
  const { tag } = words.value;
  const typed = useSignal("");
  const online = useSignal<Found[] | null>(null);
  const isOffline = useSignal(false);
  const everyday = useLook<Framework>(EVERYDAY).value;
  useEffect(() => {
    online.value = null;
    const q = typed.value.trim();
    if (q.length < 2) return;
    let isWanted = true;
    const timer = setTimeout(async () => {
      try {
        const { items } = await get<Answer>(`/v1/skills?limit=20&q=${encodeURIComponent(q)}`);
        if (isWanted)
          online.value = items.map((skill) => ({ ...skill, under: nameOfSkill(skill.parent ?? undefined, tag) }));
        isOffline.value = false;
      } catch {
        isOffline.value = true;
      }
    }, PAUSE);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [typed.value]);
  const here = everyday?.domains.flatMap((domain) =>
    domain.skills
      .filter(({ labels, keywords }) => plain(JSON.stringify([labels, keywords])).includes(plain(typed.value.trim())))
      .map(({ id, code, labels }) => ({ id, code, labels, framework: everyday.code, under: nameOfSkill(domain, tag) })),
  );
  const found: Found[] = online.value ?? here ?? [];
  const pick = async (one: Found) => {
    const { id, framework, code, labels } = one;
    const isNew = !talent(id);
    if (isNew) await add({ id, framework, code, labels });
    go(`/talents/${id}`, { replace: true });
    if (isNew) say(added, () => watch(drop(id).then(() => go("/talents", { replace: true }))));
  };
  return (
    <>
      <h1>{addTalent}</h1>
      <Field
        id="skill"
        label={searchSkill}
        hint={searchHint}
        value={typed.value}
        onValue={(value) => (typed.value = value)}
        input={{ type: "search", autocomplete: "off", enterkeyhint: "search" }}
      />
      {isOffline.value && (
        <p class="quiet" role="status">
          {offlineSearch}
        </p>
      )}
      {found.length === 0 && typed.value && <p class="quiet">{noSkill}</p>}
      <ul class="found">
        {found.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => watch(pick(one))}>
              <strong dir="auto">{nameOfSkill(one, tag)}</strong>
              <span class="when">{talent(one.id) ? already : one.under}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
