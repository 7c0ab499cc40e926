import type { CataloguePage } from '@reelwright/provider';
import { shownAccount } from '../accounts.ts';
import { type CommandContext, printJson, tell } from '../context.ts';
import { renderColumns } from '../format.ts';
import type { PageOptions } from './lists.ts';
import type { AccountOptions, OpenedCatalogue } from './open-catalogue.ts';

export interface PrintedPage<Item> {
  readonly page: CataloguePage<Item>;
  /** What the items are called: `voice`. */
  readonly noun: string;
  readonly columns: Readonly<Record<string, (item: Item) => string>>;
  readonly options: AccountOptions & PageOptions;
}

/** One page of a list: a table for people, or one document with stable keys for programs. */
export function printPage<Item>(
  { page, noun, columns, options }: PrintedPage<Item>,
  opened: OpenedCatalogue,
  context: CommandContext,
): void {
  const { items, total, hasMore } = page;
  if (options.json === true) {
    const { page: number, pageSize, all = false } = options;
    printJson(context, hideTokens({ ...accountAsJson(opened), page: all ? 1 : number, pageSize, total: total ?? null, hasMore, items }));
    return;
  }
  const where = shownAccount(opened.account);
  if (items.length === 0) {
    tell(context, `${where} lists no ${noun}${options.page > 1 ? ` on page ${options.page}` : ''}.`);
    return;
  }
  context.host.stdout.write(`${renderColumns(items, columns)}\n`);
  const ofAll = total === undefined || total === items.length ? '' : ` of ${total}`;
  const more = hasMore ? `; more: --page ${options.page + 1}, or --all` : '';
  tell(context, `${items.length}${ofAll} ${items.length === 1 && ofAll === '' ? noun : `${noun}s`} at ${where}${more}.`);
}

/** Who was asked. */
export function accountAsJson({ account, emulated }: OpenedCatalogue) {
  return { provider: account.name, adapter: account.adapter, emulated };
}

/** Some services put the login into addresses, where it must not be handed on. */
export function hideTokens<T>(value: T): T {
  const hidden = JSON.stringify(value).replace(/([?&](?:access_?)?token=)[^&#"\\]*/gi, '$1***');
  return JSON.parse(hidden) as T; // nothing but texts within it was changed
}
