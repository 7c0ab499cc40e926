import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plainText, ReelwrightError } from '@reelwright/errors';
import { repairLock } from '@reelwright/runner';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeLock } from '../locks/lock-files.ts';
import { planOfLock } from '../locks/plan-of-lock.ts';

/** So far one. */
export type LockAction = 'repair';

export interface LockOptions {
  readonly json?: boolean;
  readonly emulate?: boolean;
}

/** Makes a lock of what a textual merge has left: the films of both sides are in it. */
export async function lock(_action: LockAction, file: string, options: LockOptions, context: CommandContext): Promise<ExitCode> {
  const path = resolve(context.host.cwd, file);
  const text = readLockText(path, file);
  const { lock: repaired, chosen, dropped } = repairLock(text, await planOfLock(path, options, context));
  const isChanged = writeLock({ path, file }, repaired);
  for (const sentence of [...chosen, ...dropped]) tell(context, plainText(sentence, 1000));
  const films = repaired.instances.size + repaired.emulated.size;
  tell(context, isChanged ? `${context.palette.green('Repaired')}: ${file} pins ${films} films.` : `${file} was right as it is.`);
  if (options.json === true) printJson(context, { changed: isChanged, films, chosen, dropped });
  return exitCodes.done;
}

function readLockText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ReelwrightError('CLI_FILE', `There is no lock ${file} that can be read.`, {
      hint: 'Locks lie beside their recipes: <recipe>.reel.lock.yaml.',
      cause,
    });
  }
}
