// Builds the application into app/web/client: the engine, which both use; the page; and the worker, which follows the names
// that files have for each other.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { buildEngine, DIGEST, engineOfPage, engineOfWorker, withEngine } from "./engine.mjs";

const { version: release } = JSON.parse(readFileSync(new URL("package.json", import.meta.url)));
const folder = fileURLToPath(new URL("../app/web/client", import.meta.url));
const shared = {
  root: import.meta.dirname,
  configFile: false,
  logLevel: "warn",
  define: { RELEASE: JSON.stringify(`web/${release}`) },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
};
const target = ["es2022", "chrome108", "firefox115", "safari16"];

const nameOf = (ending) => `assets/[name]-[hash:${DIGEST}].${ending}`;

/** Whether a module is needed to open the application: the page, or what imports it at once, needs it. */
const opens = new Map();
function isOpening(id, context) {
  if (!opens.has(id)) {
    opens.set(id, false); // while its importers are looked at
    const { isEntry, importers } = context.getModuleInfo(id);
    opens.set(id, isEntry || importers.some((importer) => isOpening(importer, context)));
  }
  return opens.get(id);
}

/** The page paints its frame before it has the styles of the screens. */
const stylesLast = {
  name: "styles_last",
  transformIndexHtml: {
    order: "post",
    handler(html) {
      const [styles] = html.match(/<link rel="stylesheet" crossorigin[^>]*>/);
      return html.replace(`    ${styles}\n`, "").replace("  </body>", `    ${styles}\n  </body>`);
    },
  },
};

const engine = await buildEngine(shared, target);

await build({
  ...shared,
  base: "/app/",
  plugins: [engineOfPage(engine), stylesLast],
  build: {
    outDir: folder,
    emptyOutDir: true,
    target,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false, resolveDependencies: withEngine(engine) },
    cssCodeSplit: false, // how a screen looks does not depend on which others were opened before
    rolldownOptions: {
      output: {
        entryFileNames: nameOf("js"),
        chunkFileNames: nameOf("js"),
        assetFileNames: nameOf("[ext]"),
        codeSplitting: {
          groups: [{ debugName: "opening", name: (id, context) => (isOpening(id, context) ? "opening" : null) }],
        },
      },
    },
  },
});

/** What stands when nothing else does: each is one script that imports nothing. */
for (const name of ["start", "rescue", "share"])
  await build({
    ...shared,
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: false,
      target,
      lib: { entry: `src/rescue/${name}.ts`, formats: ["iife"], name, fileName: () => `${name}.js` },
    },
  });

const files = readdirSync(folder, { recursive: true })
  .map((name) => name.split("\\").join("/"))
  .filter((name) => statSync(join(folder, name)).isFile())
  .sort();
const digest = createHash("sha256");
for (const name of files) digest.update(name).update(readFileSync(join(folder, name)));
const version = digest.digest("hex").slice(0, 12);
const name = `[\\w-]+-[\\w-]{${DIGEST}}\\.(?:js|css)`; // with the digest of its content
const FOR_BROWSERS = ["icon-512.png"]; // they show it while they install the application
const unnamed = files.filter((file) => !file.startsWith("assets/") && !FOR_BROWSERS.includes(file));
const reached = new Set(unnamed); // as the worker does it
for (const file of reached)
  for (const [other] of readFileSync(join(folder, file), "latin1").matchAll(name)) reached.add(`assets/${other}`);
const missed = files.filter((file) => !reached.has(file) && !FOR_BROWSERS.includes(file));
if (missed.length) throw new Error(`The worker would not keep ${missed}`);

await build({
  ...shared,
  publicDir: false,
  plugins: [engineOfWorker(engine)],
  define: {
    ...shared.define,
    VERSION: JSON.stringify(version),
    NAME: JSON.stringify(name),
    UNNAMED: JSON.stringify(unnamed.map((file) => (file === "index.html" ? "" : file))),
  },
  build: {
    outDir: folder,
    emptyOutDir: false,
    target,
    lib: { entry: "src/worker/sw.ts", formats: ["iife"], name: "worker", fileName: () => "sw.js" },
  },
});
writeFileSync(join(folder, "version"), version);
