import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from './reel.ts';

/** A project folder of its own outside the checkout, with the media of `specs/assets`, removed by `using`. */
export interface TestProject extends Disposable {
  readonly path: string;
  write(name: string, text: string): void;
}

export function createProject(files: Readonly<Record<string, string>> = {}): TestProject {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'reel project ')));
  cpSync(join(repository, 'specs', 'assets'), join(path, 'assets'), { recursive: true });
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  };
  write('reelwright.yaml', 'version: 1\nprovider: chanjing\n');
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { path, write, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** A small whole film: clone, speech, film, captions. Small frames keep the tests quick. */
export const smallFilm = (text = 'A small film. It has two sentences.') => `name: small
steps:
  voice:
    uses: clone-voice
    with: { sample: assets/mei.wav, name: mei, language: en }
  speech:
    uses: tts
    with: { voice: '\${{ steps.voice.voice }}', text: '${text}' }
  film:
    uses: lip-sync
    with:
      video: assets/mei-desk.mp4
      audio: \${{ steps.speech.audio }}
      size: 180x320
  subtitles:
    uses: captions
    with: { from: '\${{ steps.speech.captions }}' }
outputs:
  video: \${{ steps.film.video }}
  audio: \${{ steps.speech.audio }}
  captions: \${{ steps.subtitles.captions }}
`;
