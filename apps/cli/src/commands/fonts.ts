import type { FontEntry } from '@reelwright/provider';
import { addressCell, cell } from '../catalogue/cells.ts';
import { type ListCommand, type ListOptions, runListCommand } from '../catalogue/list-command.ts';
import { listOf } from '../catalogue/lists.ts';
import { filterOf, type QueryOptions } from '../catalogue/query.ts';
import type { CommandContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';

/** The fonts for captions in the picture. */
export function fonts(options: ListOptions & QueryOptions, context: CommandContext): Promise<ExitCode> {
  const command: ListCommand<FontEntry> = {
    noun: 'font',
    columns: {
      ID: ({ id }) => cell(id, 100),
      NAME: (font) => cell(font.name, 60),
      PREVIEW: ({ previewUrl }) => addressCell(previewUrl),
    },
    reader(opened) {
      const list = listOf(opened, 'fonts');
      return (page) => list({ ...filterOf(options), ...page }, { signal: opened.signal });
    },
    previewsOf: ({ id, previewUrl }) => (previewUrl === undefined ? [] : [{ id, url: previewUrl }]),
  };
  return runListCommand(command, options, context);
}
