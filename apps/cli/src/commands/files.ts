import type { FileEntry } from '@reelwright/provider';
import { cell, stateCell, timeCell } from '../catalogue/cells.ts';
import { type ListCommand, type ListOptions, runListCommand } from '../catalogue/list-command.ts';
import { listOf } from '../catalogue/lists.ts';
import { filterOf, type QueryOptions } from '../catalogue/query.ts';
import type { CommandContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { formatBytes } from '../format.ts';

/** Uploads that the account still holds. */
export function files(options: ListOptions & QueryOptions, context: CommandContext): Promise<ExitCode> {
  const command: ListCommand<FileEntry> = {
    noun: 'file',
    removable: 'file',
    columns: {
      ID: ({ id }) => cell(id, 100),
      NAME: ({ name }) => cell(name, 60),
      PURPOSE: ({ purpose }) => cell(purpose, 40),
      SIZE: ({ sizeBytes }) => (sizeBytes === undefined ? '' : formatBytes(sizeBytes)),
      STATE: stateCell,
      CREATED: ({ createdAt }) => timeCell(createdAt),
      EXPIRES: ({ expiresAt }) => timeCell(expiresAt),
    },
    reader(opened) {
      const list = listOf(opened, 'files');
      return (page) => list({ ...filterOf(options), ...page }, { signal: opened.signal });
    },
  };
  return runListCommand(command, options, context);
}
