import type { ProviderError, TaskRef } from '@reelwright/provider';
import type { ProviderHttp, Reply, Verdict } from '@reelwright/provider-http';
import { judgeTaskFailure } from './chanjing-refusals.ts';

/** What each kind of task is called in a sentence. */
export const nounOf = {
  'clone-voice': 'voice',
  tts: 'speech task',
  'lip-sync': 'lip-sync task',
  'clone-avatar': 'avatar',
  'avatar-video': 'avatar video',
} as const;

export type ChanjingTaskKind = keyof typeof nounOf;

/** What a decoder of task states is given besides the answer. */
export interface Look {
  readonly http: ProviderHttp;
  readonly ref: TaskRef & { readonly kind: ChanjingTaskKind };
  readonly reply: Reply;
}

/** A task that has ended badly, in the provider's words. Each kind keeps them in another field. */
export function taskFailure({ http, ref, reply }: Look, words: string | undefined, verdict = verdictOn(words)): ProviderError {
  const { errorClass, hint } = verdict;
  const said = words === undefined ? 'it gave no reason' : words;
  return http.fail(errorClass, `Chanjing could not finish ${nounOf[ref.kind]} ${ref.id}: ${said}.`, {
    hint,
    wire: { ...(words === undefined ? {} : { message: words }), ...(reply.traceId ? { traceId: reply.traceId } : {}) },
  });
}

function verdictOn(words: string | undefined): Verdict {
  return words === undefined ? { errorClass: 'provider' } : judgeTaskFailure(words);
}

/** A task, voice or file that Chanjing no longer has. */
export function goneFailure({ http, reply }: Pick<Look, 'http' | 'reply'>, message: string): ProviderError {
  return http.fail('missing-resource', message, { wire: reply.traceId ? { traceId: reply.traceId } : {} });
}
