import type { Json } from '../state/json.ts';

/**
 * What can go wrong with one exchange. `processed` says whether the service did its work before the answer was spoilt:
 * a create that was processed has made its task.
 */
export type WireFault =
  /** A gateway's HTML page. */
  | { readonly kind: 'html-502'; readonly processed?: boolean }
  /** Any HTTP answer: `{ status: 429, headers: { 'retry-after': '7' } }`. */
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly processed?: boolean;
    }
  /** A refusal in the service's own form. */
  | { readonly kind: 'envelope'; readonly code: number; readonly msg: string; readonly data?: Json; readonly processed?: boolean }
  | { readonly kind: 'malformed-json'; readonly processed?: boolean }
  | { readonly kind: 'empty-body'; readonly processed?: boolean }
  /** The right answer behind a byte order mark. */
  | { readonly kind: 'bom' }
  /** The right answer with this many bytes (default 10 MB) of ballast. */
  | { readonly kind: 'huge-json'; readonly sizeBytes?: number }
  /** The right answer with this many brackets (default 100,000) nested in it. */
  | { readonly kind: 'deep-json'; readonly depth?: number }
  /** `data` in another type than documented, or replaced by `data`. */
  | { readonly kind: 'wrong-types'; readonly data?: Json }
  /** The right answer, `ms` of real time late. With `processed: false` the work begins only then. */
  | { readonly kind: 'slow'; readonly ms: number; readonly processed?: boolean }
  /** No answer at all, until the client hangs up. */
  | { readonly kind: 'hang'; readonly processed?: boolean }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'drop-before' }
  /** The work is done, the connection breaks before the answer. */
  | { readonly kind: 'drop-after' };

/** What can go wrong with the bytes of a result, besides a `WireFault`. */
export type BytesFault =
  /** The connection breaks after this many bytes of the answer. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** Whole, but told as `contentType` (default `text/html`), and with `body` instead of the medium if given. */
  | { readonly kind: 'wrong-type'; readonly contentType?: string; readonly body?: string }
  /** To `location`; by default to the same medium on another origin; `self` is a loop. */
  | { readonly kind: 'redirect'; readonly location?: string }
  /** Never stops sending. */
  | { readonly kind: 'endless' }
  /** Content-Length is this much more (or less) than what is sent. */
  | { readonly kind: 'wrong-length'; readonly byBytes: number }
  /** Range headers are not understood: the whole medium with 200. */
  | { readonly kind: 'ignore-range' };

/** How a task fails. `{ status: 2 }` on a voice is the odd "done" with a message. */
export interface TaskFailureFault {
  readonly msg: string;
  /** Another status number than usual. */
  readonly status?: number;
  readonly reason?: string;
  /** What the queue says of it, where there is one: `completed` is a failed film that the queue takes for done. */
  readonly queueStatus?: string;
}

/** What can go wrong with a task. It is settled when the task is created. */
export type TaskFault =
  | ({ readonly kind: 'fail' } & TaskFailureFault)
  /** Success without an address for the first `polls` looks at it; without the number for good. */
  | { readonly kind: 'success-without-url'; readonly polls?: number }
  /** What the next looks at it see, one after the other; then the truth, or with `stay` the last one for good. */
  | { readonly kind: 'status-sequence'; readonly states: readonly StatusOverride[]; readonly stay?: boolean }
  /** Never ends; its progress stands still there. */
  | { readonly kind: 'stuck'; readonly progress?: number }
  /** Subtitles appear this long after the speech is done. */
  | { readonly kind: 'late-subtitles'; readonly ms: number }
  /** A film without sound, and no address of its sound. */
  | { readonly kind: 'silent' }
  /** After this many looks nothing knows the task any more. */
  | { readonly kind: 'vanish'; readonly afterPolls: number }
  | { readonly kind: 'callback-twice' }
  /** The callback comes `ms` (default 5 s) before the status call says the same. */
  | { readonly kind: 'callback-early'; readonly ms?: number }
  | { readonly kind: 'no-callback' };

export interface StatusOverride {
  readonly status: number;
  readonly progress?: number;
  readonly msg?: string;
  readonly queueStatus?: string;
}

/** What can go wrong with an uploaded file. */
export type FileFault =
  /** 98 failed the safety check, 99 marked as deleted, 100 purged. */
  | { readonly kind: 'file-state'; readonly status: 98 | 99 | 100 }
  /** Ready only this long after the upload. */
  | { readonly kind: 'file-delay'; readonly ms: number };

export type Fault = WireFault | BytesFault | TaskFault | FileFault;

export const wireFaultKinds: readonly WireFault['kind'][] = [
  'html-502',
  'http',
  'envelope',
  'malformed-json',
  'empty-body',
  'bom',
  'huge-json',
  'deep-json',
  'wrong-types',
  'slow',
  'hang',
  'drop-before',
  'drop-after',
];
export const bytesFaultKinds: readonly BytesFault['kind'][] = [
  'truncate',
  'wrong-type',
  'redirect',
  'endless',
  'wrong-length',
  'ignore-range',
];
export const taskFaultKinds: readonly TaskFault['kind'][] = [
  'fail',
  'success-without-url',
  'status-sequence',
  'stuck',
  'late-subtitles',
  'silent',
  'vanish',
  'callback-twice',
  'callback-early',
  'no-callback',
];

export function isWireFault(fault: Fault): fault is WireFault {
  return (wireFaultKinds as readonly string[]).includes(fault.kind);
}

export function isBytesFault(fault: Fault): fault is BytesFault {
  return (bytesFaultKinds as readonly string[]).includes(fault.kind);
}

/** The fault of one kind among several, if any. */
export function faultOf<K extends TaskFault['kind']>(
  faults: readonly TaskFault[],
  kind: K,
): Extract<TaskFault, { readonly kind: K }> | undefined {
  return faults.find((fault): fault is Extract<TaskFault, { readonly kind: K }> => fault.kind === kind);
}
