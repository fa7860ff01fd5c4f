/* What is live in the room. Events first; where they are cut, it asks every two seconds. It only shows. */

const parse = (id) => JSON.parse(document.getElementById(id).textContent);
const part = (id) => document.getElementById(id);
const [words, state] = [parse("words"), parse("state")];
const base = location.pathname.replace(/\/$/, "");
const LOST = 3_000;
const POLL = 2_000;
const TURN = 12_000; // of a page of the board
const GLOW = 3_000;
const FEW = 6; // ideas or bars: up to there they are larger
const MANY = 18; // ideas: from there on each has two lines
let heardAt = performance.now();
let offset = 0; // of this machine's clock
let pages = [[]];
let page = 0;
let chartAt = 0; // of a survey, the question whose answers are shown
let turnedAt = 0;
const ideas = new Map(state.proposals.items.map((item) => [item.id, item]));
const freshness = new Map(); // of each idea, until when it glows

function text(id, value) {
  const place = part(id);
  if (place.textContent !== value) place.textContent = value;
  place.hidden = !value;
}

function element(name, className, words) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (words !== undefined) node.textContent = words;
  return node;
}

function hear(name, data) {
  heardAt = performance.now();
  if (data?.now) offset = Date.parse(data.now) - Date.now();
  if (name === "beat") return;
  if (name === "proposals") take(data);
  else state[name] = data;
  show();
}

function take({ items, removals }) {
  for (const id of removals) ideas.delete(id);
  for (const item of items) {
    if (!ideas.has(item.id)) freshness.set(item.id, performance.now() + GLOW);
    ideas.set(item.id, item);
  }
  if (items.length) page = -1; // the page of the newest
}

function show() {
  const { scene, counts } = state;
  const phase = scene.state === "open" ? scene.phase : "thanks";
  const isDoor = phase === "welcome";
  const results = phase === "results" || phase === "vote" ? state.results : null;
  const chart = results?.charts[chartAt % Math.max(1, results.charts.length)];
  const hasBoard = ideas.size > 0 && !results && !isDoor && phase !== "break" && phase !== "thanks";
  document.body.classList.toggle("is-door", isDoor);
  document.body.classList.toggle("is-full", hasBoard || Boolean(results));
  document.body.classList.toggle("is-dense", ideas.size > MANY);
  document.body.classList.toggle("is-sparse", (results ? (chart?.bars.length ?? 0) : ideas.size) <= FEW);
  text("title", scene.title);
  text("question", words.phases[phase] ?? (chart?.text || scene.mission?.title) ?? "");
  text("message", scene.message ?? "");
  text("vote", vote());
  part("door").hidden = scene.state !== "open" || scene.door !== "open";
  part("locked").hidden = scene.state !== "open" || scene.door === "open";
  text("people", number(counts.people));
  part("in").hidden = !counts.people;
  text("answers", number(counts.answers));
  part("sent").hidden = !counts.answers || results?.is_over || Boolean(vote()) || isDoor || phase === "thanks" || phase === "break";
  board(hasBoard);
  bars(results);
}

/* Of a vote that is not told yet: who is to do what, how many did, and when it is told. */

function vote() {
  const { scene, counts, results } = state;
  const { kind, state: stage } = scene.mission ?? {};
  const isAtHand = scene.state === "open" && (scene.phase === "vote" || scene.phase === "results");
  if (!isAtHand || kind !== "ballot" || results?.is_over) return "";
  if (stage === "cancelled") return words.vote.calledOff;
  if (stage !== "open" || left() === 0) return words.vote.counting;
  const { answers, electorate } = counts;
  const turnout = answers && electorate ? words.vote.turnout.replace("{answers}", number(answers)).replace("{electorate}", number(electorate)) : "";
  return [words.vote.call, turnout, scene.ends_at ? words.vote.byClock : words.vote.byTeam].filter(Boolean).join("\n");
}

const number = (count) => (count ? count.toLocaleString(document.documentElement.lang) : "");

function bars(results) {
  const place = part("bars");
  place.hidden = !results;
  if (!results) return place.replaceChildren();
  const chart = results.charts[chartAt % Math.max(1, results.charts.length)];
  if (!chart || chart.withheld) return place.replaceChildren(element("p", "", words.withheld));
  const isOrder = chart.bars.every(({ value }) => value === null); // of few voters
  const largest = Math.max(1, ...chart.bars.map(({ value }) => value ?? 0));
  const length = ({ value, rank }) => (isOrder ? (100 * (chart.bars.length + 1 - rank)) / chart.bars.length : (100 * (value ?? 0)) / largest);
  place.replaceChildren(
    ...chart.bars.map((item) => {
      const { label, value, rank } = item;
      const [bar, rail, fill] = [element("div", `bar${rank === 1 ? " is-first" : ""}`), element("span"), element("i")];
      fill.style.inlineSize = `${length(item)}%`;
      rail.append(fill);
      bar.append(element("p", "", label), element("strong", "", isOrder ? `${rank}.` : value === null ? words.few : String(value)), rail);
      return bar;
    }),
  );
}

/* The board: blocks that fill its columns; what does not fit comes on the next page. */

function blocks() {
  const themes = [...(state.scene.mission?.themes ?? [])];
  const themeOf = ({ themes: own }) => own.find((theme) => themes.includes(theme)) ?? own[0] ?? "";
  const only = state.scene.shown?.theme;
  const groups = new Map(themes.map((theme) => [theme, []]));
  for (const item of [...ideas.values()].sort((a, b) => (a.since < b.since ? 1 : -1))) {
    const theme = themeOf(item);
    if (only && theme !== only) continue;
    groups.set(theme, [...(groups.get(theme) ?? []), item]);
  }
  return [...groups].filter(([, items]) => items.length);
}

function card(item) {
  const node = element("article", "idea");
  node.append(element("p", "", item.title || item.text));
  node.dataset.id = item.id;
  return node;
}

function fits(place) {
  return place.scrollWidth <= place.clientWidth + 1 && place.scrollHeight <= place.clientHeight + 1;
}

function board(hasBoard) {
  const place = part("board");
  place.hidden = part("pages").hidden = !hasBoard;
  if (!hasBoard) return place.replaceChildren();
  pages = [[]];
  place.replaceChildren();
  const hasThemes = blocks().length > 1;
  for (const [theme, items] of blocks()) {
    let heading = hasThemes && theme ? element("h3", "", theme) : null;
    for (const item of items) {
      const nodes = [heading, card(item)].filter(Boolean);
      place.append(...nodes);
      if (!fits(place) && pages.at(-1).length) {
        const again = heading ?? (hasThemes && theme ? element("h3", "", theme) : null);
        pages.push([]);
        place.replaceChildren(...[again, nodes.at(-1)].filter(Boolean));
      }
      pages.at(-1).push(...place.children);
      pages[pages.length - 1] = [...new Set(pages.at(-1))];
      heading = null;
    }
  }
  if (page < 0) {
    const newest = [...freshness].at(-1)?.[0];
    page = Math.max(0, pages.findIndex((nodes) => nodes.some(({ dataset }) => dataset.id === newest)));
    turnedAt = performance.now();
  }
  turn(page);
}

function turn(to) {
  page = to % pages.length;
  part("board").replaceChildren(...pages[page]);
  text("pages", pages.length > 1 ? `${page + 1} / ${pages.length}` : "");
  glow();
}

function glow() {
  for (const [id, until] of freshness) {
    const isNew = performance.now() < until;
    part("board").querySelector(`[data-id="${id}"]`)?.classList.toggle("is-new", isNew);
    if (!isNew) freshness.delete(id);
  }
}

/* Clock, door and connection */

function left() {
  const end = state.scene.ends_at;
  return end ? Math.max(0, Math.ceil((Date.parse(end) - Date.now() - offset) / 1000)) : null;
}

function tick() {
  const seconds = left() ?? 0;
  text("vote", vote());
  text("clock", left() === null ? "" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
  part("clock").classList.toggle("last", seconds <= 10);
  part("lost").hidden = isOver || performance.now() - heardAt < LOST;
  glow();
  if (performance.now() - turnedAt < TURN) return;
  turnedAt = performance.now();
  if (state.results?.charts.length > 1) {
    chartAt += 1;
    show();
  } else if (!part("board").hidden && pages.length > 1) turn(page + 1);
}

async function renewDoor() {
  const answer = await fetch(`${base}/qr.svg`).catch(() => null);
  if (!answer?.ok) return;
  part("qr").src = `data:image/svg+xml,${encodeURIComponent(await answer.text())}`;
}

let tag = "";
async function ask() {
  const answer = await fetch(`${base}/live`, { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
  if (answer?.status === 404) return location.reload();
  if (!answer || (answer.status !== 304 && !answer.ok)) return;
  heardAt = performance.now();
  if (answer.status === 304) return;
  tag = answer.headers.get("etag") ?? "";
  const whole = await answer.json();
  const kept = new Set(whole.proposals.items.map(({ id }) => id));
  take({ items: whole.proposals.items, removals: [...ideas.keys()].filter((id) => !kept.has(id)) });
  Object.assign(state, whole);
  offset = Date.parse(whole.now) - Date.now();
  show();
}

let polling = 0;
let isOver = false;
function listen() {
  const source = new EventSource(`${base}/stream`);
  const openedAt = performance.now();
  for (const name of ["scene", "counts", "proposals", "results", "beat"])
    source.addEventListener(name, (event) => {
      clearInterval(polling);
      polling = 0;
      hear(name, JSON.parse(event.data));
    });
  source.addEventListener("closed", () => {
    source.close();
    isOver = true;
  });
  source.addEventListener("error", () => {
    if (!polling) polling = setInterval(ask, POLL);
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(listen, Math.max(5_000, 10_000 - (performance.now() - openedAt)));
  });
}

offset = Date.parse(state.now) - Date.now();
show();
listen();
setInterval(tick, 250);
setInterval(renewDoor, 30_000);
addEventListener("resize", show);
