import type { MediaStudio } from './media-studio.ts';

export interface LazyStudioSettings {
  readonly renderer: 'auto' | 'native' | 'portable';
  readonly media: 'full' | 'canned';
  readonly folder: string;
}

/** A studio that is opened when the first medium is made: what it needs is large, and many a test needs none. */
export interface LazyStudio {
  get(): Promise<MediaStudio>;
  close(): Promise<void>;
}

export function createLazyStudio({ renderer, media, folder }: LazyStudioSettings): LazyStudio {
  let opened: Promise<MediaStudio> | undefined;
  const open = async () => {
    const { createMediaStudio } = await import('./media/index.ts');
    return createMediaStudio({ folder, mode: media === 'canned' ? 'canned' : renderer });
  };
  return {
    get() {
      opened ??= open();
      return opened;
    },
    async close() {
      const studio = await opened;
      await studio?.close();
    },
  };
}
