import type { CataloguePage, Removable } from '@reelwright/provider';
import type { CommandContext } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type PageOptions, readPages } from './lists.ts';
import { askAccount, type OpenedCatalogue } from './open-catalogue.ts';
import { printPage } from './print-page.ts';
import { assertMeant, type RemovalOptions, remove } from './removal.ts';
import { type Preview, savePreviews } from './save-previews.ts';

export interface ListOptions extends RemovalOptions, PageOptions {
  /** A folder for previews. */
  readonly preview?: string;
}

/** What a list is made of. */
export interface ListCommand<Item> {
  readonly noun: string;
  readonly removable?: Removable;
  readonly columns: Readonly<Record<string, (item: Item) => string>>;
  /** @throws {ReelwrightError} PLAN_UNSUPPORTED where the service has no such list. */
  readonly reader: (opened: OpenedCatalogue) => Promise<ReadPage<Item>> | ReadPage<Item>;
  readonly previewsOf?: (item: Item) => readonly Preview[];
}

export type ReadPage<Item> = (page: { readonly page: number; readonly pageSize: number }) => Promise<CataloguePage<Item>>;

/** Lists, removes, or fetches previews: whatever was asked for. */
export async function runListCommand<Item>(command: ListCommand<Item>, options: ListOptions, context: CommandContext): Promise<ExitCode> {
  const { removable, noun, columns, reader, previewsOf } = command;
  const { delete: removed, preview } = options;
  if (removable !== undefined) assertMeant(removable, options);
  return await askAccount(
    options,
    async (opened) => {
      if (removable !== undefined && removed !== undefined) return await remove(removable, removed, options, opened, context);
      const page = await readPages(await reader(opened), options);
      printPage({ page, noun, columns, options }, opened, context);
      if (preview === undefined || previewsOf === undefined) return exitCodes.done;
      const isWhole = await savePreviews(page.items.flatMap(previewsOf), preview, opened, context);
      return isWhole ? exitCodes.done : exitCodes.stepFailed;
    },
    context,
  );
}
