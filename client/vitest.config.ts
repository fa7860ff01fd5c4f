import { defineConfig } from "vitest/config";

/** A process that dies aborts its transactions. */
const onUnhandledError = ({ name }: { name?: string }) => name !== "AbortError";

export default defineConfig({ define: { RELEASE: "'web/1.0.0'" }, test: { include: ["src/**/*.test.ts"], pool: "threads", onUnhandledError } });
