/** The portrait on paper. What paper cannot do is said before it is made: a sound is heard from it only by a link. */
import { useSignal } from "@preact/signals";
import { dayOf } from "../core/clock";
import { words } from "../core/i18n";
import { type Grant, grants } from "../nouns/grants";
import { addresses, type Edition, hasRecordings, type Portrait, paper } from "../nouns/portraits";
import { download } from "../parts/download";
import { Fault } from "../parts/fault";
import { sayWhy, useLook } from "../parts/look";
import { portraitWords } from "../words/portrait";

/** The links that may be printed: paper is lost and copied, so each has an end and no limit of openings. */
const printable = (id: string): Grant[] =>
  grants().filter(({ local: { state, audience, target, ends_at, max_views } }) => {
    const isOpen = state === "active" && audience.type === "link" && target.type === "portrait" && target.id === id;
    return isOpen && ends_at !== null && max_views === null;
  });

export function Paper({ one: { id, local } }: { one: Portrait }) {
  const { pdf } = portraitWords.value;
  const edition = useLook<Edition>(addresses.edition(id, local.edition)).value;
  const links = printable(id);
  const chosen = useSignal<string | null>(null); // null: nothing is chosen yet
  const fault = useSignal("");
  const speaks = edition !== undefined && hasRecordings(edition.content);
  const link = chosen.value === null && speaks ? (links[0]?.id ?? "") : (chosen.value ?? "");
  const take = async () => {
    try {
      download(await paper(id, local.edition, link), `${local.name || words.value.myPortrait}.pdf`);
      fault.value = "";
    } catch (problem) {
      fault.value = sayWhy(problem);
    }
  };
  return (
    <div class="on-paper">
      {speaks && <Links links={links} link={link} onLink={(each) => (chosen.value = each)} />}
      <button type="button" class="button plain" onClick={() => void take()}>
        {pdf}
      </button>
      <Fault text={fault.value} />
    </div>
  );
}

interface Choosing {
  links: Grant[];
  link: string;
  onLink: (id: string) => void;
}

function Links({ links, link, onLink }: Choosing) {
  const { paperSpeaks, paperSilent, paperByLink, paperWithout, paperNeedsLink } = portraitWords.value;
  return (
    <>
      <p>{link ? paperSpeaks : paperSilent}</p>
      {links.length === 0 && <p class="hint">{paperNeedsLink}</p>}
      {links.length > 0 && (
        <div class="chips">
          {links.map(({ id, local: { label, ends_at } }) => (
            <button key={id} type="button" aria-pressed={link === id} onClick={() => onLink(id)}>
              {paperByLink(label ?? "", dayOf(ends_at!, words.value.tag))}
            </button>
          ))}
          <button type="button" aria-pressed={link === ""} onClick={() => onLink("")}>
            {paperWithout}
          </button>
        </div>
      )}
    </>
  );
}
