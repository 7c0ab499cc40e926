import type { MediaStudio } from '../media-studio.ts';
import { createCannedStudio } from './canned/canned-studio.ts';
import { createRenderingStudio } from './studio.ts';

export { MediaError, type MediaErrorKind } from './media-error.ts';

export interface MediaStudioSettings {
  /** Relative paths in orders start here. */
  readonly folder: string;
  /**
   * `auto` uses native codecs where they load and falls back to the portable path when they fail; `native` and `portable`
   * insist; `canned` makes tiny but valid media in this process, for tests of others.
   */
  readonly mode: 'auto' | 'native' | 'portable' | 'canned';
  /** How many render processes there may be. Default: 2. */
  readonly workers?: number;
  /** `own` speaks with our own voice even where eSpeak NG is installed. Default: `auto`. */
  readonly speech?: 'auto' | 'own';
}

/** Makes what the emulated services hand out. Close it: its render processes end then. */
export function createMediaStudio({ folder, mode, workers = 2, speech = 'auto' }: MediaStudioSettings): MediaStudio {
  if (mode === 'canned') return createCannedStudio(folder);
  return createRenderingStudio({ folder, renderer: mode, workers, speech });
}
