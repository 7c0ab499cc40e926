// Makes the media beside it: two drawn presenters' footage and a speech sample of each. Run from a checkout:
//   node specs/assets/make-assets.ts
// The same sources give the same bytes. The samples are spoken by eSpeak NG, whose licence does not extend to what it says.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resample } from '../../apps/emulator/src/media/audio/resample.ts';
import { decodeWav, encodeWav } from '../../apps/emulator/src/media/audio/wav.ts';
import { type Look, namedLooks } from '../../apps/emulator/src/media/drawing/look.ts';
import { createPresenter } from '../../apps/emulator/src/media/drawing/presenter.ts';
import { speak } from '../../apps/emulator/src/media/speech/speak.ts';
import { presenterFrames } from '../../apps/emulator/src/media/video/frames.ts';
import { idleMotion } from '../../apps/emulator/src/media/video/idle-motion.ts';
import { muxMp4 } from '../../apps/emulator/src/media/video/mp4.ts';
import { createPortableEncoder } from '../../apps/emulator/src/media/video/portable-encoder.ts';

const folder = import.meta.dirname;
const size = { widthPx: 720, heightPx: 1280, framesPerSecond: 25 };
/** One breath, so that the end of the footage meets its beginning. */
const footageSeconds = 4.8;
const sampleRate = 16_000;

await makeFootage('mei', namedLooks.mei);
await makeFootage('omar', namedLooks.omar);
await makeSample('mei', 'female', [
  'Hello, I am Mei, and I read the news of the workshop every week.',
  'This recording is a sample of my voice: calm, clear, and not too fast.',
  'You may use it to try out a film before you spend a minute of your own.',
  'Numbers work as well: one, two, three, twenty-seven. Thank you for listening.',
]);
await makeSample('omar', 'male', [
  'Good morning, my name is Omar, and I explain how things are made.',
  'What you hear is a sample of my voice, spoken at an even pace.',
  'It was made for this project, and everybody may play it, copy it, and change it.',
  'When the red light goes on, I begin; when it goes off, I stop. See you next time.',
]);

async function makeFootage(name: string, look: Look): Promise<void> {
  const encoder = await createPortableEncoder(size, { speed: 0, quantizer: 23 });
  const poses = idleMotion(name, Math.round(footageSeconds * size.framesPerSecond), size.framesPerSecond, footageSeconds);
  for (const frame of presenterFrames(createPresenter(look, size.widthPx, size.heightPx), poses, [], [])) await encoder.add(frame);
  const bytes = await muxMp4({ video: await encoder.finish(), title: `${name} at a desk`, comment: 'Drawn for Reelwright. MIT licence.' });
  write(`${name}-desk.mp4`, bytes);
}

async function makeSample(seed: string, sex: 'female' | 'male', lines: readonly string[]): Promise<void> {
  const outPath = join(folder, `${seed}.wav`);
  const order = { text: lines.join('\n'), voice: { seed, sex, language: 'en' }, speed: 1, pitch: 1, outPath, speech: 'auto' } as const;
  await speak(order, false);
  const spoken = decodeWav(readFileSync(outPath));
  rmSync(outPath);
  write(`${seed}.wav`, encodeWav(resample(spoken, sampleRate)));
}

function write(name: string, bytes: Uint8Array): void {
  writeFileSync(join(folder, name), bytes);
  console.log(`${name}: ${Math.round(bytes.length / 1024)} KiB`);
}
