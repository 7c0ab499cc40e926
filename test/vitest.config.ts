import { defineConfig } from 'vitest/config';

// Each test starts processes of its own; a busy machine may be slow, and time proves nothing here.
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({ test: { testTimeout: 180_000, hookTimeout: 180_000, maxWorkers: 2 } });
