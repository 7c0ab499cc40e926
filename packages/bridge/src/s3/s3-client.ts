import { Readable } from 'node:stream';
import type { Clock } from '@reelwright/clock';
import { isReelwrightError } from '@reelwright/errors';
import type { LocalMedium } from '@reelwright/provider';
import { Agent, request } from 'undici';
import type { S3Settings } from '../bridge-settings.ts';
import { contentTypeOf } from '../content-type.ts';
import { mediumBytes, openMedium, safeExtension } from '../local-file.ts';
import { objectAddress } from './object-address.ts';
import { networkFailure, refusalOf } from './s3-failure.ts';
import { signedHeaders } from './signatures.ts';

/** The few things that are done to objects of one bucket. */
export interface S3Client extends AsyncDisposable {
  /** Streams a file from the disk, its length and hash known to the service before the first byte. */
  put(key: string, medium: LocalMedium, signal: AbortSignal | undefined): Promise<void>;
  /** An object that does not exist is none to remove. */
  remove(key: string, signal?: AbortSignal): Promise<void>;
}

/** Longest silence of the other side, while it takes the body or thinks about the answer. */
const idleMs = 120_000;
const unsigned = 'UNSIGNED-PAYLOAD';

export function createS3Client(settings: S3Settings, clock: Clock): S3Client {
  const agent = new Agent({ connect: { timeout: 10_000 }, headersTimeout: idleMs, bodyTimeout: 30_000 });
  const send = async (method: 'PUT' | 'DELETE', key: string, { headers, body, signal }: Payload) => {
    const url = objectAddress(key, settings.endpoint, settings);
    const signed = await signedHeaders(settings, { method, url, headers, now: clock.now() });
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers: signed,
      body: body ?? null,
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await readSome(answer.body);
    if (answer.statusCode >= 200 && answer.statusCode < 300) return;
    throw refusalOf({ status: answer.statusCode, headers: answer.headers, text }, settings);
  };
  const remove = async (key: string, signal?: AbortSignal) => {
    await send('DELETE', key, { headers: { 'x-amz-content-sha256': unsigned }, signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw isReelwrightError(error) ? error : networkFailure(error, settings);
    });
  };
  return {
    remove,
    async put(key, medium, signal) {
      await using file = await openMedium(medium);
      let fault: unknown;
      const body = Readable.from(
        watched(mediumBytes(file, medium), (error) => (fault = error)),
        { objectMode: false },
      );
      await send('PUT', key, { headers: headersOf(medium), body, signal }).catch(async (error: unknown) => {
        signal?.throwIfAborted();
        if (isReelwrightError(fault)) throw fault;
        if (isReelwrightError(error)) throw error;
        // Services refuse a large body by hanging up, and the reason is lost with the connection: a small request gets to hear it.
        await remove(key, signal);
        throw networkFailure(error, settings);
      });
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

interface Payload {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readable;
  readonly signal?: AbortSignal | undefined;
}

function headersOf(medium: LocalMedium): Record<string, string> {
  return {
    'content-type': contentTypeOf(safeExtension(medium)),
    'content-length': String(medium.facts.sizeBytes),
    'x-amz-content-sha256': medium.facts.sha256,
  };
}

async function* watched(chunks: AsyncIterable<Buffer>, onFault: (error: unknown) => void): AsyncGenerator<Buffer, void> {
  try {
    yield* chunks;
  } catch (error) {
    onFault(error);
    throw error;
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
