import type { AvatarEntry, AvatarFigure } from '@reelwright/provider';
import { addressCell, authorizedCell, cell, stateCell, timeCell } from '../catalogue/cells.ts';
import { type ListCommand, type ListOptions, runListCommand } from '../catalogue/list-command.ts';
import { listOf } from '../catalogue/lists.ts';
import { type QueryOptions, taggedFilterOf } from '../catalogue/query.ts';
import type { Preview } from '../catalogue/save-previews.ts';
import type { CommandContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';

export type AvatarsOptions = ListOptions & QueryOptions;

/** The avatars that everybody can use, or those of the account. */
export function avatars(options: AvatarsOptions, context: CommandContext): Promise<ExitCode> {
  const command: ListCommand<AvatarEntry> = {
    noun: 'avatar',
    removable: 'avatar',
    columns: {
      ID: ({ id }) => cell(id, 100),
      NAME: ({ name }) => cell(name, 40),
      SEX: ({ sex }) => sex ?? '',
      FIGURES: ({ figures }) => cell(figures.map(describeFigure).filter(Boolean).join(', '), 80),
      VOICE: ({ voice }) => cell(voice, 60),
      STATE: stateCell,
      AUTHORIZED: authorizedCell,
      EXPIRES: ({ expiresAt }) => timeCell(expiresAt),
      TAGS: ({ tags }) => cell(tags.join(', '), 40),
      PREVIEW: ({ figures }) => addressCell(figures[0] && addressOf(figures[0])),
    },
    async reader(opened) {
      const list = listOf(opened, 'avatars');
      const query = await taggedFilterOf('avatars', options, opened);
      return (page) => list({ ...query, ...page }, { signal: opened.signal });
    },
    previewsOf,
  };
  return runListCommand(command, options, context);
}

/** `whole_body 1080x1920` */
function describeFigure({ type = '', widthPx, heightPx }: AvatarFigure): string {
  return `${type} ${widthPx === undefined || heightPx === undefined ? '' : `${widthPx}x${heightPx}`}`.trim();
}

function addressOf({ previewUrl, coverUrl }: AvatarFigure): string | undefined {
  return previewUrl ?? coverUrl;
}

/** One for each figure, told apart by its type where there are several. */
function previewsOf({ id, figures }: AvatarEntry): Preview[] {
  return figures.flatMap((figure, index) => {
    const url = addressOf(figure);
    return url === undefined ? [] : [{ id: figures.length === 1 ? id : `${id}-${figure.type ?? index + 1}`, url }];
  });
}
