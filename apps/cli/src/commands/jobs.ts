import { ReelwrightError } from '@reelwright/errors';
import type { CataloguePage, JobEntry, TaskKind } from '@reelwright/provider';
import { shownAccount } from '../accounts.ts';
import { addressCell, cell, stateCell, timeCell } from '../catalogue/cells.ts';
import { type ListCommand, type ListOptions, type ReadPage, runListCommand } from '../catalogue/list-command.ts';
import { listOf } from '../catalogue/lists.ts';
import type { OpenedCatalogue } from '../catalogue/open-catalogue.ts';
import type { CommandContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { formatDuration } from '../format.ts';

export interface JobsOptions extends ListOptions {
  readonly kind?: TaskKind;
}

/** What the account has had made: one kind, or of each kind as much as a page holds. */
export function jobs(options: JobsOptions, context: CommandContext): Promise<ExitCode> {
  const command: ListCommand<JobEntry> = {
    noun: 'job',
    removable: 'video',
    columns: {
      KIND: ({ kind }) => kind,
      ID: ({ id }) => cell(id, 100),
      NAME: ({ name }) => cell(name, 40),
      STATE: stateCell,
      LENGTH: ({ durationMs }) => (durationMs === undefined || durationMs === 0 ? '' : formatDuration(durationMs)),
      CREATED: ({ createdAt }) => timeCell(createdAt),
      RESULT: ({ resultUrl }) => addressCell(resultUrl),
    },
    reader: (opened) => readerOf(options.kind, opened),
    previewsOf: ({ id, resultUrl }) => (resultUrl === undefined ? [] : [{ id, url: resultUrl }]),
  };
  return runListCommand(command, options, context);
}

function readerOf(kind: TaskKind | undefined, opened: OpenedCatalogue): ReadPage<JobEntry> {
  const { signal, account, catalogue } = opened;
  const list = listOf(opened, 'jobs');
  if (kind !== undefined && !catalogue.jobKinds.includes(kind)) {
    throw new ReelwrightError('PLAN_UNSUPPORTED', `${shownAccount(account)} has no list of ${kind} jobs.`, {
      hint: `It lists ${catalogue.jobKinds.join(', ')}.`,
    });
  }
  const kinds = kind === undefined ? catalogue.jobKinds : [kind];
  return async (page) => joinPages(await Promise.all(kinds.map((one) => list({ kind: one, ...page }, { signal }))));
}

/** The same page of several lists, as one. */
function joinPages(pages: readonly CataloguePage<JobEntry>[]): CataloguePage<JobEntry> {
  const totals = pages.map(({ total }) => total);
  const known = totals.filter((total) => total !== undefined);
  return {
    items: pages.flatMap(({ items }) => items),
    hasMore: pages.some(({ hasMore }) => hasMore),
    ...(known.length === totals.length ? { total: known.reduce((sum, total) => sum + total, 0) } : {}),
  };
}
