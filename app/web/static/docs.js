/* Sends what the forms of the reference say, to this server alone. The token is kept for the tab. */

const KEY = "docs-token";
const token = document.querySelector("#token");
const json = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

token.value = sessionStorage.getItem(KEY) ?? "";
token.addEventListener("input", () => sessionStorage.setItem(KEY, token.value));
token.form.addEventListener("submit", (event) => event.preventDefault());
for (const part of document.querySelectorAll(".token, .try")) part.hidden = false;
for (const form of document.querySelectorAll(".try form")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await send(form);
  });
}

function request(form) {
  const { method, type } = form.dataset;
  const headers = new Headers();
  const query = new URLSearchParams();
  let path = form.dataset.path;
  let body;
  if (token.value) headers.set("Authorization", `Bearer ${token.value}`);
  for (const field of form.querySelectorAll("[data-in]")) {
    const { value, name } = field;
    if (field.dataset.in === "body") body = field.type === "file" ? field.files[0] : value;
    else if (!value) continue;
    else if (field.dataset.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (field.dataset.in === "query") query.set(name, value);
    else headers.set(name, value);
  }
  if (body !== undefined) headers.set("Content-Type", body.type || type);
  return [path + (query.size ? `?${query}` : ""), { method, headers, body, cache: "no-store" }];
}

async function send(form) {
  const place = form.parentElement.querySelector("[role=status]");
  const output = document.createElement("pre");
  output.tabIndex = 0;
  output.dir = "ltr";
  try {
    const answer = await fetch(...request(form));
    const text = await answer.text();
    const content = json(text);
    if (content?.access_token) {
      token.value = content.access_token;
      sessionStorage.setItem(KEY, token.value);
    }
    const etag = answer.headers.get("etag");
    const lines = [`${answer.status} ${answer.statusText}`, etag ? `ETag: ${etag}` : ""];
    output.textContent = [...lines, "", content ? JSON.stringify(content, null, 2) : text.slice(0, 4000)].join("\n");
  } catch {
    output.textContent = place.dataset.unreachable;
  }
  place.replaceChildren(output);
}
