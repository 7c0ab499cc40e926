import type { CoverageRow } from './coverage-table.ts';

/** Calls of the catalogue, the account, lists and removals. */
export const catalogueRows: readonly CoverageRow[] = [];
