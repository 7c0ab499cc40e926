// Makes the media beside it: two drawn presenters' footage and a speech sample of each. Run from a checkout:
//   node specs/assets/make-assets.ts
import { join } from 'node:path';
import { namedLooks } from '../../apps/emulator/src/media/drawing/look.ts';
import { makeFootage, makeSpeech, type Person } from './drawn-media.ts';

const folder = import.meta.dirname;
const size = { widthPx: 720, heightPx: 1280 };
const mei: Person = { name: 'mei', sex: 'female', look: namedLooks.mei };
const omar: Person = { name: 'omar', sex: 'male', look: namedLooks.omar };

await makeFootage(join(folder, 'mei-desk.mp4'), mei, size);
await makeFootage(join(folder, 'omar-desk.mp4'), omar, size);
await makeSpeech(join(folder, 'mei.wav'), mei, [
  'Hello, I am Mei, and I read the news of the workshop every week.',
  'This recording is a sample of my voice: calm, clear, and not too fast.',
  'You may use it to try out a film before you spend a minute of your own.',
  'Numbers work as well: one, two, three, twenty-seven. Thank you for listening.',
]);
await makeSpeech(join(folder, 'omar.wav'), omar, [
  'Good morning, my name is Omar, and I explain how things are made.',
  'What you hear is a sample of my voice, spoken at an even pace.',
  'It was made for this project, and everybody may play it, copy it, and change it.',
  'When the red light goes on, I begin; when it goes off, I stop. See you next time.',
]);
