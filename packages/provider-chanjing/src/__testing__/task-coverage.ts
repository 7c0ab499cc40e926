import type { CoverageRow } from './coverage-table.ts';

/** Calls that start tasks, look at them, find them again and bring media to the service. */
export const taskRows: readonly CoverageRow[] = [];
