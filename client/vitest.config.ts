import { defineConfig } from "vitest/config";

export default defineConfig({ define: { RELEASE: "'web/1.0.0'" }, test: { include: ["src/**/*.test.ts"], pool: "threads" } });
