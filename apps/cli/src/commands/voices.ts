import type { VoiceEntry } from '@reelwright/provider';
import { addressCell, authorizedCell, cell, stateCell, timeCell } from '../catalogue/cells.ts';
import { type ListCommand, type ListOptions, runListCommand } from '../catalogue/list-command.ts';
import { listOf } from '../catalogue/lists.ts';
import { type QueryOptions, taggedFilterOf } from '../catalogue/query.ts';
import type { CommandContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';

export type VoicesOptions = ListOptions & QueryOptions;

/** The voices that everybody can use, or those of the account. */
export function voices(options: VoicesOptions, context: CommandContext): Promise<ExitCode> {
  const command: ListCommand<VoiceEntry> = {
    noun: 'voice',
    removable: 'voice',
    columns: {
      ID: ({ id }) => cell(id, 100),
      NAME: ({ name }) => cell(name, 40),
      SEX: ({ sex }) => sex ?? '',
      LANGUAGES: ({ languages }) => cell(languages.join(', '), 40),
      STATE: stateCell,
      AUTHORIZED: authorizedCell,
      EXPIRES: ({ expiresAt }) => timeCell(expiresAt),
      ABOUT: ({ description }) => cell(description, 40),
      PREVIEW: ({ previewUrl }) => addressCell(previewUrl),
    },
    async reader(opened) {
      const list = listOf(opened, 'voices');
      const query = await taggedFilterOf('voices', options, opened);
      return (page) => list({ ...query, ...page }, { signal: opened.signal });
    },
    previewsOf: ({ id, previewUrl }) => (previewUrl === undefined ? [] : [{ id, url: previewUrl }]),
  };
  return runListCommand(command, options, context);
}
