import { ReelwrightError } from '@reelwright/errors';
import type { Removable } from '@reelwright/provider';
import { shownAccount } from '../accounts.ts';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { usageError } from '../usage-error.ts';
import type { AccountOptions, OpenedCatalogue } from './open-catalogue.ts';
import { accountAsJson } from './print-page.ts';

export interface RemovalOptions extends AccountOptions {
  /** What is to be removed, for good. */
  readonly delete?: string;
  readonly yes?: boolean;
}

/** @throws {ReelwrightError} CLI_USAGE when nobody has said that it is meant; before anybody is called. */
export function assertMeant(what: Removable, { delete: id, yes }: RemovalOptions): void {
  if (id === undefined || yes === true) return;
  throw usageError(`--delete removes the ${what} ${id} for good, wherever it is used.`, 'If that is meant, add --yes.');
}

/** @throws {ReelwrightError} PLAN_UNSUPPORTED where the service lets nobody remove such a thing. */
export async function remove(
  what: Removable,
  id: string,
  { json }: AccountOptions,
  opened: OpenedCatalogue,
  context: CommandContext,
): Promise<ExitCode> {
  const { catalogue, account, signal } = opened;
  if (catalogue.remove === undefined || !catalogue.removable.includes(what)) {
    const others = catalogue.removable.map((one) => `${one}s`);
    throw new ReelwrightError('PLAN_UNSUPPORTED', `${shownAccount(account)} has no call that removes a ${what}.`, {
      hint: others.length === 0 ? 'Remove it on its own pages.' : `It can remove ${others.join(', ')}.`,
    });
  }
  await catalogue.remove(what, id, { signal });
  if (json === true) printJson(context, { ...accountAsJson(opened), removed: { what, id } });
  else tell(context, `Removed the ${what} ${id} at ${shownAccount(account)}.`);
  return exitCodes.done;
}
