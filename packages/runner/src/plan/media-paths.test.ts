import { expect, test } from 'vitest';
import { cloneVoice, filmInstance, instanceOf, place, step, tts } from '../__fixtures__/recipes.ts';
import { avatarVideo, bound, castOf, cloned, consent, member, named, project, projectFile } from './__fixtures__/cast-project.ts';
import { mediaPaths } from './media-paths.ts';

const cast = project(
  [
    member('mei', { voice: bound({ fake: 'V-1' }), consent: named('yes') }),
    member('omar', { voice: cloned('omar.wav'), avatar: cloned('omar.mp4'), consent: named('omars') }),
  ],
  [consent('yes'), consent('omars', { recording: { voice: projectFile('omar-yes.wav'), face: undefined } })],
);

test('lists every local file of the steps once', () => {
  const film = filmInstance({ sample: '/p/mei.wav', footage: '/p/desk.mp4' });
  expect(mediaPaths([film, film])).toEqual(['/p/mei.wav', '/p/desk.mp4']);
});

test('lists backgrounds and the films of a join', () => {
  const steps = [
    step('film', avatarVideo({ background: { type: 'image', image: projectFile('wall.png') } })),
    step('all', { uses: 'join', videos: [projectFile('a.mp4'), projectFile('b.mp4')] }),
  ];
  expect(mediaPaths([instanceOf({ steps })])).toEqual(['/p/speech.wav', '/p/wall.png', '/p/a.mp4', '/p/b.mp4']);
});

test.each([
  {
    what: 'a step with a consent',
    one: step('v', cloneVoice('/p/mei.wav', { consent: named('yes') })),
    paths: ['/p/mei.wav', '/p/yes.wav', '/p/yes.mp4'],
  },
  { what: 'a member that is cloned', one: step('s', tts(castOf('omar', 'voice'), 'Hi.')), paths: ['/p/omar.wav', '/p/omar-yes.wav'] },
  { what: 'a member with bindings', one: step('s', tts(castOf('mei', 'voice'), 'Hi.')), paths: [] },
  { what: 'names that nobody knows', one: step('v', cloneVoice('/p/mei.wav', { consent: named('no') })), paths: ['/p/mei.wav'] },
  { what: 'a member that nobody knows', one: step('s', tts(castOf('nobody', 'voice'), 'Hi.')), paths: [] },
  { what: 'a step without either', one: step('s', tts({ type: 'id', id: 'V', location: place() }, 'Hi.')), paths: [] },
])('of the project, lists what $what leads to', ({ one, paths }) => {
  expect(mediaPaths([instanceOf({ steps: [one] })], cast)).toEqual(paths);
});
