import { ProviderError, type ProviderErrorClass, type ProviderErrorDetails, type WireFacts } from '@reelwright/provider';
import type { RawReply } from './exchange.ts';
import { failedBeforeSending, plainCause, reasonOf } from './network-failure.ts';
import type { Operation, Refusal, Reply, Verdict } from './operation.ts';
import type { Scrubber } from './scrubber.ts';

/** Longest piece of a foreign body that is shown. */
const excerptLength = 200;

/** Makes the errors of one service. Every text that came from outside is scrubbed here, so that no adapter can forget it. */
export interface Failures {
  fail(errorClass: ProviderErrorClass, message: string, details?: ProviderErrorDetails): ProviderError;
  /** The service said no in its own words. */
  refused(operation: Operation, refusal: Refusal, verdict: Verdict, raw: RawReply): ProviderError;
  /** Something answered, in another language. */
  unreadable(operation: Operation, raw: RawReply): ProviderError;
  /** An envelope said yes and lacks what it must hold, or holds what belongs to something else. `path` names it: `data.task_id`. */
  undecodable(operation: Operation, reply: Reply, path: string): ProviderError;
  /** The connection failed. */
  broken(operation: Operation, error: unknown): ProviderError;
  /** Our patience ended. `sent` says whether the request may have arrived. */
  late(operation: Operation, timeoutMs: number, sent: boolean): ProviderError;
}

export function createFailures(provider: string, name: string, { scrub }: Scrubber): Failures {
  const fail: Failures['fail'] = (errorClass, message, details = {}) =>
    new ProviderError(provider, errorClass, scrub(message, 1000), {
      ...details,
      ...(details.cause === undefined ? {} : { cause: plainCause(details.cause, scrub) }),
      hint: details.hint === undefined ? undefined : scrub(details.hint, 1000),
      ...(details.wire === undefined ? {} : { wire: scrubWire(details.wire, scrub) }),
    });

  /** What a failure after the first byte means. */
  const blind = (operation: Operation): ProviderErrorClass => (operation.creates ? 'uncertain' : 'transient');
  const doubt = (operation: Operation) => (operation.creates ? ' It may have been started all the same.' : '');

  return {
    fail,
    refused(operation, refusal, { errorClass, hint }, raw) {
      const said = refusal.message === '' ? 'it gave no reason' : refusal.message;
      const message =
        errorClass === 'uncertain'
          ? `${name} answered "${said}" (code ${refusal.code}) when asked ${operation.title}.${doubt(operation)}`
          : `${name} refused when asked ${operation.title}: ${said} (code ${refusal.code}).`;
      const { code, message: words, traceId } = refusal;
      return fail(errorClass, message, {
        hint: hint ?? (errorClass === 'uncertain' ? uncertainHint : undefined),
        wire: { code, message: words, ...(traceId ? { traceId } : {}), httpStatus: raw.status, call: callOf(operation) },
        retryAfterMs: raw.retryAfterMs,
      });
    },
    unreadable(operation, raw) {
      const verdict = judgeStatus(raw, operation);
      return fail(
        verdict.errorClass,
        `${name} answered ${describe(raw, scrub)} when asked ${operation.title}.${verdict.isCertain ? '' : doubt(operation)}`,
        {
          hint: verdict.hint,
          ...(verdict.errorClass === 'transient' && raw.status < 300 ? { code: 'PROVIDER_UNREADABLE' } : {}),
          wire: { message: scrub(raw.text, excerptLength), httpStatus: raw.status, call: callOf(operation) },
          retryAfterMs: raw.retryAfterMs,
        },
      );
    },
    undecodable(operation, { traceId, envelope }, path) {
      const errorClass = blind(operation);
      return fail(errorClass, `The answer of ${name} has no usable "${path}" when asked ${operation.title}.${doubt(operation)}`, {
        hint: errorClass === 'uncertain' ? uncertainHint : undefined,
        ...(errorClass === 'transient' ? { code: 'PROVIDER_UNREADABLE' } : {}),
        wire: { message: scrub(JSON.stringify(envelope), excerptLength), ...(traceId ? { traceId } : {}), call: callOf(operation) },
      });
    },
    broken(operation, error) {
      const details = { cause: error, wire: { call: callOf(operation) } };
      const reason = reasonOf(error);
      if (failedBeforeSending(error)) {
        return fail('transient', `${name} could not be reached when asked ${operation.title}: ${reason}.`, details);
      }
      return fail(blind(operation), `The connection to ${name} broke off when asked ${operation.title}: ${reason}.${doubt(operation)}`, {
        ...details,
        hint: operation.creates ? uncertainHint : undefined,
      });
    },
    late(operation, timeoutMs, sent) {
      const errorClass = sent ? blind(operation) : 'transient';
      const message = `${name} did not answer within ${timeoutMs / 1000} s when asked ${operation.title}.${sent ? doubt(operation) : ''}`;
      return fail(errorClass, message, {
        hint: errorClass === 'uncertain' ? uncertainHint : undefined,
        wire: { call: callOf(operation) },
      });
    },
  };
}

const uncertainHint = 'Look for it among the tasks of the account before it is started again: it would be paid twice.';

/** What an HTTP status means where no envelope could be read. Only "no such path" and "too many calls" prove that nothing was made. */
function judgeStatus({ status, isHtml }: RawReply, operation: Operation): Verdict & { readonly isCertain: boolean } {
  if (status === 429) return { errorClass: 'rate-limit', isCertain: true };
  if (status === 404 || status === 405) {
    return { errorClass: 'provider', isCertain: true, hint: 'Check the base address configured for this provider.' };
  }
  if (operation.creates) return { errorClass: 'uncertain', isCertain: false, hint: uncertainHint };
  if (status === 301 || status === 308) {
    return {
      errorClass: 'provider',
      isCertain: false,
      hint: 'Check the base address configured for this provider: the service has moved.',
    };
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 425) return { errorClass: 'provider', isCertain: false };
  const isPortal = status < 400 && (isHtml || status >= 300);
  return {
    errorClass: 'transient',
    isCertain: false,
    hint: isPortal ? 'A proxy or a sign-in page may stand between this machine and the provider.' : undefined,
  };
}

function describe(raw: RawReply, scrub: Scrubber['scrub']): string {
  const status = `(HTTP ${raw.status})`;
  if (raw.redirectHost !== undefined && raw.status >= 300 && raw.status < 400) {
    return `with a redirect to ${raw.redirectHost} ${status}, which is not followed because the token would travel with it,`;
  }
  if (raw.isCut) return `with more than a megabyte ${status}`;
  if (raw.text.trim() === '') return `with nothing ${status}`;
  const what = raw.isHtml ? 'a web page' : 'something unreadable';
  return `with ${what} instead of JSON ${status}: "${scrub(raw.text, excerptLength)}"`;
}

function scrubWire(wire: WireFacts, scrub: Scrubber['scrub']): WireFacts {
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, typeof value === 'string' ? scrub(value) : value]));
}

/** `POST /open/v1/create_audio_task`: no host, no query. */
export function callOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}
