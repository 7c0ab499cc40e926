import { createRequire } from 'node:module';

/** The part of node-webcodecs that is used here; it implements the browser's interfaces of these names. */
export interface NativeCodecs {
  readonly VideoEncoder: typeof VideoEncoder;
  readonly VideoDecoder: typeof VideoDecoder;
  readonly VideoFrame: typeof VideoFrame;
  readonly EncodedVideoChunk: typeof EncodedVideoChunk;
  readonly AudioEncoder: typeof AudioEncoder;
  readonly AudioData: typeof AudioData;
}

/** Where mediabunny looks when it decodes sound. Pictures are decoded by `decode-pictures.ts`, which says why. */
const globals = ['AudioDecoder', 'AudioData', 'EncodedAudioChunk'];

/**
 * Loads node-webcodecs. Only the package's own static build is taken (OpenH264 and FFmpeg without GPL parts): a build
 * against the machine's FFmpeg would give other bytes on every machine. The caller has set `NODE_WEBCODECS_FORCE=static` before.
 *
 * @returns Undefined where the package or a build for this platform is missing.
 */
export function loadNativeCodecs(): NativeCodecs | undefined {
  try {
    const codecs = createRequire(import.meta.url)('node-webcodecs') as Record<string, unknown> & { getNativeVariant(): string | undefined };
    if (codecs.getNativeVariant() !== 'static') return undefined;
    for (const name of globals) Reflect.set(globalThis, name, codecs[name]);
    return codecs as unknown as NativeCodecs;
  } catch {
    return undefined;
  }
}

/**
 * Makes a coder of node-webcodecs do its work in the call itself. Its worker threads miss a wake-up now and then, so that
 * `close()` waits for ever, and call into objects that are already gone. We are in a process of our own and may block.
 */
export const inCall = { useWorkerThread: false } as const;
