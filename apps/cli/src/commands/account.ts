import type { Quota } from '@reelwright/provider';
import { shownAccount } from '../accounts.ts';
import { cell } from '../catalogue/cells.ts';
import { type AccountOptions, askAccount } from '../catalogue/open-catalogue.ts';
import { accountAsJson, hideTokens } from '../catalogue/print-page.ts';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatDuration, renderColumns } from '../format.ts';

/** What the account has left. The numbers are the service's own: they need not fit together, so nothing is computed from them. */
export function account(options: AccountOptions, context: CommandContext): Promise<ExitCode> {
  return askAccount(
    options,
    async (opened) => {
      const facts = await opened.catalogue.account({ signal: opened.signal });
      const { id, name, quotas } = facts;
      if (options.json === true) {
        printJson(context, hideTokens({ ...accountAsJson(opened), id: id ?? null, name: name ?? null, quotas }));
        return exitCodes.done;
      }
      const who = [...new Set([name, id].map((text) => cell(text)))].filter((text) => text !== '');
      tell(context, `${shownAccount(opened.account)}${who.length === 0 ? '' : `: ${who.join(', ')}`}`);
      if (quotas.length === 0) tell(context, 'The service tells of no quota.');
      else context.host.stdout.write(`${renderColumns(quotas, quotaColumns)}\n`);
      return exitCodes.done;
    },
    context,
  );
}

const quotaColumns: Readonly<Record<string, (quota: Quota) => string>> = {
  QUOTA: ({ name }) => cell(name, 60),
  REMAINING: ({ remaining, unit }) => amount(remaining, unit),
  USED: ({ used, unit }) => amount(used, unit),
  TOTAL: ({ total, unit }) => amount(total, unit),
  'ENDS WITHIN 30 DAYS': ({ expiringSoon, unit }) => amount(expiringSoon, unit),
};

function amount(value: number | undefined, unit: Quota['unit']): string {
  if (value === undefined) return '';
  if (unit === 'milliseconds') return value === 0 ? '0 s' : formatDuration(value);
  if (unit === 'seconds') return value === 0 ? '0 s' : formatDuration(value * 1000);
  return `${value} ${value === 1 ? unit.slice(0, -1) : unit}`;
}
