// Makes the media of this project: footage of a drawn presenter, a sample of her voice, and her consent, heard and seen. Run from a checkout:
//   node specs/presenter/make-assets.ts
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookFor } from '../../apps/emulator/src/media/drawing/look.ts';
import { makeFootage, makeSpeech, makeSpokenFootage, type Person } from '../assets/drawn-media.ts';

const at = (name: string) => join(import.meta.dirname, name);
const size = { widthPx: 360, heightPx: 640 };
const lena: Person = { name: 'lena', sex: 'female', look: lookFor('lena') };

await makeFootage(at('assets/lena-desk.mp4'), lena, size);
await makeSpeech(at('assets/lena.wav'), lena, [
  'Good evening, I am Lena, and I tell you what the workshop has made this week.',
  'This is a sample of my voice: even, friendly, and close to the microphone.',
  'It was made for this project. Play it, copy it, and change it as you like.',
  'One, two, three. Thank you, and good night.',
]);
const spoken = await makeSpeech(at('consents/lena.wav'), lena, [readFileSync(at('consents/lena.txt'), 'utf8').trim()]);
await makeSpokenFootage(at('consents/lena.mp4'), lena, size, { spoken, title: 'Consent of Lena Hart' });
