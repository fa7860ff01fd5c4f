/** People's Markdown, as the pages show it: paragraphs, lists, quotes, headings, emphasis and links; no HTML, no pictures. */
import type { ComponentChildren, VNode } from "preact";

const INLINE =
  /\\([\\`*_{}[\]()#+\-.!>])|`([^`]+)`|\*\*(.+?)\*\*|\*(\S(?:.*?\S)?)\*|(?<!\w)_(\S(?:.*?\S)?)_(?!\w)|\[([^\]]+)\]\(([^)\s]+)\)|<((?:https?:|mailto:)[^\s>]+)>/s;
const LIST = /^\s*(?:[-*+]|(\d+)[.)])\s+/;

/** Complete, and without disguise: one address is not shown and another opened. */
function isSafe(address: string): boolean {
  if (!/^(https?:\/\/|mailto:)/.test(address) || !URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return !username && !password;
}

function inline(text: string): ComponentChildren[] {
  const found: ComponentChildren[] = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    found.push(...lines(rest.slice(0, match.index)), spanOf(match));
    rest = rest.slice(match.index + match[0].length);
  }
  return [...found, ...lines(rest)];
}

function spanOf([all, escaped, code, strong, star, line, label, target, address]: RegExpExecArray): ComponentChildren {
  if (escaped) return escaped;
  if (code) return <code>{code}</code>;
  if (strong) return <strong>{inline(strong)}</strong>;
  if (star || line) return <em>{inline((star ?? line)!)}</em>;
  const href = target ?? address!;
  if (!isSafe(href)) return label ?? all;
  return (
    <a href={href} target="_blank" rel="nofollow noopener noreferrer ugc">
      {label ? inline(label) : href}
    </a>
  );
}

const lines = (text: string): ComponentChildren[] =>
  text.split("\n").flatMap((line, place) => (place ? [<br key={place} />, line] : [line]));

function block(text: string, Heading: "h2" | "h3"): VNode {
  const heading = /^#{1,6}\s+(.*)$/.exec(text);
  if (heading) return <Heading>{inline(heading[1]!)}</Heading>;
  if (/^([-*_]\s*){3,}$/.test(text)) return <hr />;
  const all = text.split("\n");
  if (all.every((line) => line.startsWith(">"))) {
    return <blockquote dir="auto">{inline(all.map((line) => line.replace(/^>\s?/, "")).join("\n"))}</blockquote>;
  }
  const first = LIST.exec(text);
  if (first) {
    const items = text.split(/\n(?=\s*(?:[-*+]|\d+[.)])\s+)/).map((line) => line.replace(LIST, ""));
    const shown = items.map((item) => <li key={item}>{inline(item)}</li>);
    return first[1] ? <ol start={Number(first[1])}>{shown}</ol> : <ul class="points">{shown}</ul>;
  }
  return <p>{inline(text)}</p>;
}

export function Prose({ text, heading = "h3" }: { text: string; heading?: "h2" | "h3" }) {
  const parts = text
    .replace(/^(#{1,6}\s.*)$/gm, "\n$1\n")
    .split(/\n\s*\n/)
    .map((part) => part.replace(/^\n+|\n+$/g, ""))
    .filter(Boolean);
  return <div class="prose">{parts.map((part) => block(part, heading))}</div>;
}
