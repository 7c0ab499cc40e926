import { Readable } from 'node:stream';
import type { Clock } from '@reelwright/clock';
import { isReelwrightError } from '@reelwright/errors';
import { Agent, type Dispatcher, request } from 'undici';
import { objectAddress } from './object-address.ts';
import { networkFailure, refusalOf, type S3Place } from './s3-failure.ts';
import { signedHeaders } from './signatures.ts';

/** The few things that are done to objects of one bucket. Everything but an abort rejects in the words of `S3Place.wording`. */
export interface S3Client extends AsyncDisposable {
  /**
   * Streams an object up, its length and hash known to the service before the first byte.
   *
   * @param ask A small request. Services refuse a large body by hanging up, and the reason is lost with the connection: this gets to hear it.
   */
  put(key: string, object: S3Upload, ask: () => Promise<unknown>, signal?: AbortSignal): Promise<void>;
  /** `undefined` when there is none, or when the key may not be told: services hide what is missing from keys that may not list. */
  sizeOf(key: string, signal?: AbortSignal): Promise<number | undefined>;
  /** Streams an object down; `undefined` when there is none. */
  get(key: string, signal?: AbortSignal): Promise<S3Download | undefined>;
  /** An object that does not exist is none to remove. */
  remove(key: string, signal?: AbortSignal): Promise<void>;
}

export interface S3Upload {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly contentType: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface S3Download {
  /** As the service announces it. */
  readonly sizeBytes: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Longest silence of the other side, while it takes the body or thinks about the answer. */
const idleMs = 120_000;
const unsigned = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };

export function createS3Client(place: S3Place, clock: Pick<Clock, 'now'>): S3Client {
  const agent = new Agent({ connect: { timeout: 10_000 }, headersTimeout: idleMs, bodyTimeout: 30_000 });
  const send = async (method: Method, key: string, { headers, body, signal }: Payload) => {
    const url = objectAddress(key, place.endpoint, place);
    const signed = await signedHeaders(place, { method, url, headers, now: clock.now() });
    const options = { dispatcher: agent, method, headers: signed, body: body ?? null };
    return request(url, signal === undefined ? options : { ...options, signal });
  };
  const refused = async (method: Method, answer: Dispatcher.ResponseData) =>
    refusalOf({ method, status: answer.statusCode, headers: answer.headers, text: await readSome(answer.body) }, place);
  /** Without the answer's body: for what is over with the status. */
  const carryOut = async (method: Method, key: string, payload: Payload) => {
    const answer = await send(method, key, payload);
    if (!isSuccess(answer)) throw await refused(method, answer);
    await readSome(answer.body);
  };
  const told = (error: unknown, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted();
    return isReelwrightError(error) ? error : networkFailure(error, place);
  };
  return {
    remove: (key, signal) =>
      carryOut('DELETE', key, { headers: unsigned, signal }).catch((error: unknown) => {
        throw told(error, signal);
      }),
    async put(key, object, ask, signal) {
      let fault: unknown;
      const body = Readable.from(
        watched(object.bytes, (error) => (fault = error)),
        { objectMode: false },
      );
      await carryOut('PUT', key, { headers: headersOf(object), body, signal }).catch(async (error: unknown) => {
        signal?.throwIfAborted();
        if (fault !== undefined) throw fault;
        if (isReelwrightError(error)) throw error;
        await ask();
        throw networkFailure(error, place);
      });
    },
    async sizeOf(key, signal) {
      try {
        const answer = await send('HEAD', key, { headers: unsigned, signal });
        if (answer.statusCode === 404 || answer.statusCode === 403) return undefined;
        if (!isSuccess(answer)) throw await refused('HEAD', answer);
        return lengthOf(answer);
      } catch (error) {
        throw told(error, signal);
      }
    },
    async get(key, signal) {
      try {
        const answer = await send('GET', key, { headers: unsigned, signal });
        if (isSuccess(answer)) return { sizeBytes: lengthOf(answer), bytes: toldBytes(answer.body, (error) => told(error, signal)) };
        const text = await readSome(answer.body);
        if (answer.statusCode === 404 && text.includes('<Code>NoSuchKey</Code>')) return undefined;
        throw refusalOf({ method: 'GET', status: answer.statusCode, headers: answer.headers, text }, place);
      } catch (error) {
        throw told(error, signal);
      }
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

type Method = 'PUT' | 'DELETE' | 'HEAD' | 'GET';

interface Payload {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readable;
  readonly signal?: AbortSignal | undefined;
}

function isSuccess({ statusCode }: Dispatcher.ResponseData): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function lengthOf({ headers }: Dispatcher.ResponseData): number | undefined {
  const length = headers['content-length'];
  return typeof length === 'string' && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

function headersOf({ contentType, sizeBytes, sha256 }: S3Upload): Record<string, string> {
  return { 'content-type': contentType, 'content-length': String(sizeBytes), 'x-amz-content-sha256': sha256 };
}

/** Tells what the source throws from what is thrown at it when the connection breaks. */
async function* watched(chunks: AsyncIterable<Uint8Array>, onFault: (error: unknown) => void): AsyncGenerator<Uint8Array, void> {
  const source = chunks[Symbol.asyncIterator]();
  const next = () =>
    source.next().catch((error: unknown) => {
      onFault(error);
      throw error;
    });
  try {
    for (let piece = await next(); piece.done !== true; piece = await next()) yield piece.value;
  } finally {
    await source.return?.();
  }
}

async function* toldBytes(chunks: AsyncIterable<Uint8Array>, tell: (error: unknown) => unknown): AsyncGenerator<Uint8Array, void> {
  try {
    yield* chunks;
  } catch (error) {
    throw tell(error);
  }
}

/** The beginning of an answer's body. The status has said what counts, so a body that breaks off is no failure. */
async function readSome(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  try {
    for await (const chunk of body) {
      text += chunk.toString();
      if (text.length > 4000) break;
    }
  } catch {
    return text;
  }
  return text;
}
