import { isReelwrightError } from '@reelwright/errors';
import { type CallbackListener, createCallbackListener } from '@reelwright/runner';
import { type CommandContext, tell } from './context.ts';
import type { ListenAddress } from './options.ts';
import type { Session } from './session.ts';

export interface CallbackWords {
  /** Where the world reaches this machine. */
  readonly callbackUrl?: string;
  readonly callbackListen?: ListenAddress;
}

/**
 * Listens for the providers' word that a task is done. A port that cannot be had is told once; the run then looks by itself.
 *
 * @returns Undefined where no callbacks are wanted, or none can be heard.
 * @throws {ReelwrightError} CLI_USAGE for what is no address.
 */
export async function listenForCallbacks(
  { callbackUrl, callbackListen }: CallbackWords,
  { state }: Session,
  context: CommandContext,
): Promise<CallbackListener | undefined> {
  if (callbackUrl === undefined) return undefined;
  try {
    const listener = await createCallbackListener({
      publicUrl: callbackUrl,
      key: state.callbackKey(),
      ...(callbackListen === undefined ? {} : { listen: callbackListen }),
    });
    tell(context, context.palette.dim(`Callbacks are heard on ${listener.host}:${listener.port}.`));
    return listener;
  } catch (error) {
    if (!isReelwrightError(error) || error.code !== 'RUN_CALLBACKS') throw error;
    tell(context, `Note: ${error.message} The run looks at its tasks by itself.`);
    return undefined;
  }
}
