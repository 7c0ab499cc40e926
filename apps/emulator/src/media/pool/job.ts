import type { SpeechJob } from '../speech/speak.ts';
import type { FilmJob } from '../video/render-film.ts';

/** What a render process is asked to do. */
export type Job = ({ readonly kind: 'speak'; readonly order: SpeechJob } | { readonly kind: 'film'; readonly order: FilmJob }) & {
  /** `auto` takes native codecs where there are some; `native` fails without them; `portable` leaves them alone. */
  readonly renderer: 'auto' | 'native' | 'portable';
};

export interface JobRequest {
  readonly id: number;
  readonly job: Job;
}

export type JobAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly kind: 'input' | 'renderer'; readonly message: string };
