import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { runCommandLine } from '../command-line.ts';
import { createCollectingHost } from './collecting-host.ts';

export const film = `name: film
inputs:
  who: { type: string, default: all }
steps:
  voice:
    uses: clone-voice
    with: { sample: mei.wav, language: en }
  speech:
    uses: tts
    with: { voice: '\${{ steps.voice.voice }}', text: 'Hello \${{ inputs.who }}.' }
  film:
    uses: lip-sync
    with: { video: desk.mp4, audio: '\${{ steps.speech.audio }}' }
  lines:
    uses: captions
    with: { from: '\${{ steps.speech.captions }}' }
outputs:
  video: \${{ steps.film.video }}
  captions: \${{ steps.lines.captions }}
`;

export interface TestProject extends Disposable {
  readonly path: string;
  write(name: string, text: string): void;
  /** One command line, in the project's folder. */
  reel(args: readonly string[], environment?: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }>;
}

/** A project folder with media that are none, which is warned of and otherwise left to the provider; removed by `using`. */
export function createProject(files: Readonly<Record<string, string>> = { 'film.reel.yaml': film }): TestProject {
  const folder = createTempFolder();
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  };
  for (const [name, text] of Object.entries({ 'reelwright.yaml': 'version: 1\n', 'mei.wav': 'sound', 'desk.mp4': 'picture', ...files }))
    write(name, text);
  return {
    path: folder.path,
    write,
    async reel(args, environment = {}) {
      const host = createCollectingHost({ cwd: folder.path, environment });
      return { code: await runCommandLine(args, host), ...host.written };
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
