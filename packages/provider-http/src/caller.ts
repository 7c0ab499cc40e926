import type { CallOptions } from '@reelwright/provider';
import type { BaseUrl } from './base-url.ts';
import { exchange, type RawReply } from './exchange.ts';
import type { Failures } from './failures.ts';
import { parseJson } from './json.ts';
import { type CallParameters, type Dialect, isRefusal, type Operation, type Refusal, type Reply } from './operation.ts';
import { Patience } from './patience.ts';
import type { TokenLeases } from './token-lease.ts';

export interface CallerSettings {
  readonly base: BaseUrl;
  readonly dialect: Dialect;
  readonly failures: Failures;
  readonly leases: TokenLeases;
}

export type Caller = (operation: Operation, parameters: CallParameters, options: CallOptions) => Promise<Reply>;

/** One call as it is carried through: what is asked, and how long we wait. */
interface Call {
  readonly operation: Operation;
  readonly parameters: CallParameters;
  readonly patience: Patience;
}

/** What came back, with its envelope opened. */
interface Answer {
  readonly opened: Reply | Refusal;
  readonly raw: RawReply;
}

/** Makes calls: places the token, sends once, opens the envelope, and goes through the token dance where the token was refused. */
export function createCaller(settings: CallerSettings): Caller {
  const { dialect, failures, leases } = settings;

  /** One repetition with another token, and none after that: a refusal that stays is about something else. */
  const sendWithToken = async (call: Call): Promise<Answer> => {
    const token = await call.patience.wait(leases.current(), failures);
    const first = await send(settings, call, token);
    if (!isTokenRefusal(dialect, first)) return first;
    const other = await call.patience.wait(leases.replace(token), failures);
    if (typeof other !== 'string') throw takenFromUs(failures, call.operation, first, other.waitMs);
    const second = await send(settings, call, other);
    // Somebody else logged in between: the next attempt starts with their token.
    const isOutdated = ![other, undefined].includes(leases.shared());
    if (isTokenRefusal(dialect, second) && isOutdated) throw takenFromUs(failures, call.operation, second, 0);
    return second;
  };

  return async (operation, parameters, { signal }) => {
    const call = { operation, parameters, patience: new Patience(operation, signal) };
    const { opened, raw } = await (operation.isAnonymous ? send(settings, call) : sendWithToken(call));
    if (!isRefusal(opened)) return opened;
    const verdict = dialect.judge(opened, operation);
    throw failures.refused(operation, opened, raw.status === 429 ? { ...verdict, errorClass: 'rate-limit' } : verdict, raw);
  };
}

async function send(settings: CallerSettings, call: Call, token?: string): Promise<Answer> {
  const { dialect, failures } = settings;
  const raw = await exchange(requestOf(settings, call, token)).catch((error: unknown) => {
    throw call.patience.explain(error, failures);
  });
  const opened = open(dialect, raw);
  if (opened === undefined) throw failures.unreadable(call.operation, raw);
  return { opened, raw };
}

function requestOf({ base, dialect }: CallerSettings, { operation, parameters, patience }: Call, token: string | undefined) {
  const { method, path } = operation;
  const placed = token === undefined ? {} : dialect.placeToken(token);
  const search = new URLSearchParams({ ...parameters.query, ...placed.query }).toString();
  const url = `${base.url}${path}${search && `?${search}`}`;
  return { method, url, headers: { ...placed.headers }, json: parameters.json, signal: patience.limit };
}

function isTokenRefusal(dialect: Dialect, { opened }: Answer): boolean {
  return isRefusal(opened) && dialect.refusesToken(opened);
}

/** Certain to have had no effect, and worth another attempt with whatever token is good by then. */
function takenFromUs(failures: Failures, operation: Operation, { opened, raw }: Answer, retryAfterMs: number) {
  const verdict = { errorClass: 'transient', hint: 'Another program uses the same account and takes the token away.' } as const;
  const answer = { ...raw, retryAfterMs };
  return isRefusal(opened) ? failures.refused(operation, opened, verdict, answer) : failures.unreadable(operation, answer);
}

function open(dialect: Dialect, raw: RawReply): Reply | Refusal | undefined {
  if (raw.isCut) return undefined;
  try {
    return dialect.open(parseJson(raw.text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
