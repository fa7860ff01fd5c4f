// The page of a room works without this: it keeps what is typed, sends it when the network is back, and follows the room.
"use strict";
const EVERY = 2000;
const card = () => document.querySelector("[data-room]");
let tag = "", timer = 0, clock = 0;

const keep = (key, value) => { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* private window */ } };
const kept = (key) => { try { return localStorage.getItem(key) || ""; } catch { return ""; } };
const tokenKey = () => `room-${card().dataset.room}`;
const draftKey = (form) => `draft-${card().dataset.room}-${form.elements.mission.value}`;

function fill(form) {
  if ("vote" in form.dataset) return; // nothing of a vote stays on the phone
  for (const [name, value] of JSON.parse(kept(draftKey(form)) || "[]")) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.checked || field.value === value;
      else if (!field.value) field.value = value;
    }
  }
}

function remember(form) {
  if ("vote" in form.dataset) return tally(form);
  keep(draftKey(form), JSON.stringify([...new FormData(form)].filter(([name]) => name.startsWith("q-"))));
}

function tally(form) {
  const line = document.getElementById("tally");
  if (!line) return;
  const fields = [...form.querySelectorAll('[name^="q-"]')], most = +line.dataset.limit;
  const ticks = fields.filter((field) => field.type === "checkbox");
  const points = "points" in line.dataset;
  const given = (field) => (field.type === "checkbox" ? field.checked : points ? +field.value : field.value > 0);
  const sum = fields.reduce((number, field) => number + Number(given(field)), 0), count = points ? most - sum : sum;
  const words = line.dataset.words.replace("#", count);
  if (line.textContent !== words) line.textContent = words;
  for (const tick of ticks) tick.disabled = sum >= most && !tick.checked;
}

function countDown() {
  clearInterval(clock);
  const line = document.getElementById("end");
  if (!line) return;
  const end = performance.now() + line.dataset.left * 1000;
  clock = setInterval(() => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000)), minutes = Math.floor(left / 60);
    line.textContent = line.dataset.words.replace("#", (minutes ? `${minutes}\u00a0min ` : "") + `${left % 60}\u00a0s`);
  }, 1000);
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (form.elements.captured_at) body.set("captured_at", new Date().toISOString());
  const draft = form.elements.mission ? draftKey(form) : "";
  clearTimeout(timer);
  for (;;) {
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
      if (draft && answer.ok) keep(draft, "");
      return show(await answer.text());
    } catch {
      warn(card().dataset.offline);
      if (button) button.disabled = true;
      await new Promise((wake) => setTimeout(wake, EVERY));
    }
  }
}

function warn(words) {
  let line = document.getElementById("offline");
  if (!line) {
    line = Object.assign(document.createElement("p"), { id: "offline", className: "refusal" });
    line.setAttribute("role", "alert");
    card().prepend(line);
  }
  if (words && line.textContent !== words) line.textContent = words;
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  main.focus();
  begin();
}

async function follow() {
  const { guest, state } = card().dataset;
  try {
    const headers = { authorization: `Bearer ${guest}`, ...(tag && { "if-none-match": tag }) };
    const answer = await fetch(state, { headers, cache: "no-store" });
    const next = answer.headers.get("etag") || tag;
    if (answer.ok && tag && next !== tag) {
      tag = next;
      return change(await answer.json());
    }
    tag = next;
  } catch { /* asked again */ }
  timer = setTimeout(follow, EVERY);
}

const key = ({ id, state, open_ballot }) => (open_ballot ? `${id} ${state} ${open_ballot.version}` : id);

function change(state) {
  const sheet = document.getElementById("sheet");
  const asked = card().dataset.asked;
  const stays = sheet && state.mission && key(state.mission) === asked && state.state === "open";
  if (stays) timer = setTimeout(follow, EVERY);
  else if (sheet && !("vote" in sheet.dataset) && kept(draftKey(sheet)).length > 2) {
    document.getElementById("ready").hidden = false; // something is typed: its writer goes on when they wish
  } else send(document.getElementById("look") || document.getElementById("resume"));
}

function begin() {
  const room = card();
  clearTimeout(timer);
  countDown();
  if (!room) return;
  const sheet = document.getElementById("sheet");
  if (sheet) {
    fill(sheet);
    if ("vote" in sheet.dataset) tally(sheet);
    sheet.addEventListener("input", () => remember(sheet));
  }
  for (const form of document.querySelectorAll("main form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.elements.act.value === "forget") keep(tokenKey(), "");
      send(form, form.querySelector("button"));
    });
  }
  if (room.dataset.guest) {
    keep(tokenKey(), room.dataset.guest);
    tag = "";
    follow();
  } else if (kept(tokenKey())) {
    const resume = document.getElementById("resume");
    resume.elements.guest.value = kept(tokenKey());
    keep(tokenKey(), "");
    send(resume);
  }
}

begin();
