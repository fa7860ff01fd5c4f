// Builds the engine once, as a script that the page and the worker both run. Each hands over its own core, which holds
// who is signed in, and the classes of faults: `engine(core)`.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { build } from "vite";

export const DIGEST = 7; // letters of the digest in a file's name: the opening names all files
const SOURCE = fileURLToPath(new URL("src/sync/engine.ts", import.meta.url));
const CORE = fileURLToPath(new URL("src/core/", import.meta.url));
const LOADER = "\0engine_loader";
const IMPORT = /^import\{([^}]*)\}from"([^"]*)";/;
const EXPORT = /export\{([^}]*)\};\s*$/;

/** The file, where it is, what it gives, and what it takes of each module of the core. */
export async function buildEngine(config, target) {
  const { output } = await build({
    ...config,
    publicDir: false,
    plugins: [{ name: "core", resolveId: { order: "pre", handler: leaveCoreOut } }],
    build: { write: false, target, rolldownOptions: { input: SOURCE, preserveEntrySignatures: "strict" } },
  });
  let { code, exports } = output[0];
  const imports = [];
  for (let found = code.match(IMPORT); found; found = code.match(IMPORT)) {
    imports.push({ names: found[1].split(",").map((name) => name.split(" as ")), module: found[2] });
    code = code.slice(found[0].length);
  }
  const taken = imports.flatMap(({ names }) => names.map((name) => name.join(":")));
  const given = code
    .match(EXPORT)[1]
    .split(",")
    .map((name) => name.split(" as ").reverse().join(":"));
  code = `"use strict";self.engine=({${taken}})=>{${code.replace(EXPORT, "")}return{${given}}};`;
  new Script(code); // that it is one is known here, not on a phone
  const name = `engine-${createHash("sha256").update(code).digest("base64url").slice(0, DIGEST)}.js`;
  return { name, address: `/app/assets/${name}`, code, exports, imports };
}

async function leaveCoreOut(source, importer) {
  const module = importer && (await this.resolve(source, importer, { skipSelf: true }));
  return module?.id.startsWith(CORE) ? { id: module.id, external: "absolute" } : null;
}

/** Whoever runs the file hands its core over. */
const importsOf = ({ imports }) =>
  imports.map(({ names, module }) => `import { ${names.map(([name]) => name)} } from "${module}";`).join("\n");
const made = ({ imports }) => `self.engine({ ${imports.flatMap(({ names }) => names.map(([name]) => name))} })`;

/** In the page, the engine is a module that runs the file. */
export const engineOfPage = (engine) => ({
  name: "engine",
  resolveId: {
    order: "pre",
    filter: { id: /\/engine(-[\w-]+\.js)?$/ },
    async handler(source, importer) {
      if (source === engine.address) return { id: source, external: "absolute" };
      return (await this.resolve(source, importer, { skipSelf: true }))?.id === SOURCE ? LOADER : null;
    },
  },
  load: {
    filter: { id: /^\0engine_loader$/ },
    handler: () => `${importsOf(engine)}
import "${engine.address}";
export const { ${engine.exports} } = ${made(engine)};`,
  },
  buildStart() {
    this.emitFile({ type: "asset", fileName: `assets/${engine.name}`, source: engine.code });
  },
});

/** What loads that module loads the file beside it, not after it. */
export const withEngine = (engine) => (_, files) =>
  files.some((file) => file.includes("engine_loader")) ? [...files, `assets/${engine.name}`] : files;

/** In the worker, the file runs when it is first asked for. */
export const engineOfWorker = (engine) => ({
  name: "engine",
  load: {
    filter: { id: /\/worker\/engine\.ts$/ },
    handler: () => `${importsOf(engine)}
let engine;
export const loadEngine = () => (engine ??= (importScripts("${engine.address}"), ${made(engine)}));`,
  },
});
