import { createVirtualClock } from '@reelwright/clock';
import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { filmInstance, instanceOf, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { avatarHouse } from './__fixtures__/accounts.ts';
import { castOf, cloned, consent, member, named, project, projectMedia, today } from './__fixtures__/cast-project.ts';
import { createPlan } from './create-plan.ts';
import { renderGraph } from './render-graph.ts';

const facts = (sha256: string) => ({ sha256, sizeBytes: 1, extension: 'wav' });
const media = new Map([
  ['/p/mei.wav', facts('a')],
  ['/p/desk.mp4', facts('b')],
]);

function planOf(instances: Parameters<typeof createPlan>[0]['instances']) {
  const fake = createFakeProvider({ clock: createVirtualClock({ auto: false }) });
  const known = { result: () => undefined, task: () => undefined, previous: () => undefined };
  return createPlan({
    instances,
    providers: new Map([['fake', fake]]),
    ...{ chosenProviders: [], defaultProviders: ['fake'], project: undefined, now: 0 },
    emulated: false,
    media,
    known,
  }).plan;
}

test('draws a film as Mermaid', () => {
  const film = filmInstance({ sample: '/p/mei.wav', footage: '/p/desk.mp4' });
  expect(renderGraph(planOf([film]), 'mermaid')).toBe(`flowchart LR
  subgraph g0["film/default"]
    n0["voice<br>clone-voice · fake"]
    n1["speech<br>tts · fake"]
    n2["film<br>lip-sync · fake"]
    n3["lines<br>captions · local"]
  end
  n0 -- "voice" --> n1
  n1 -- "audio" --> n2
  n1 -- "captions" --> n3
`);
});

test('draws a film as DOT', () => {
  const film = filmInstance({ sample: '/p/mei.wav', footage: '/p/desk.mp4' });
  expect(renderGraph(planOf([film]), 'dot')).toBe(`digraph reel {
  rankdir=LR;
  node [shape=box];
  subgraph cluster_g0 {
    label="film/default";
    n0 [label="voice\\nclone-voice · fake"];
    n1 [label="speech\\ntts · fake"];
    n2 [label="film\\nlip-sync · fake"];
    n3 [label="lines\\ncaptions · local"];
  }
  n0 -> n1 [label="voice"];
  n1 -> n2 [label="audio"];
  n1 -> n3 [label="captions"];
}
`);
});

test('a need for order alone is an arrow without a name', () => {
  const first = step('a', tts({ type: 'id', id: 'V', location: place() }, 'One.'));
  const second = step('b', tts({ type: 'id', id: 'V', location: place() }, 'Two.'), { needs: ['a'] });
  const plan = planOf([instanceOf({ steps: [first, second] })]);
  expect(renderGraph(plan, 'mermaid')).toContain('  n0 --> n1\n');
  expect(renderGraph(plan, 'dot')).toContain('  n0 -> n1;\n');
});

test.each(['a"]; click n0 "javascript:x', 'x<script>', '`#quot;', 'a\\"b', 'end', '\u0007\n]'])('no name leaves its quotes: %j', (name) => {
  const speech = step(name, tts({ type: 'id', id: 'V', location: place() }, 'One.'));
  const next = step('next', tts(output(name, 'voice', 'voice'), 'Two.'), { needs: [name] });
  const plan = planOf([instanceOf({ name, steps: [speech, next] })]);
  const mermaid = renderGraph(plan, 'mermaid').split('\n');
  // Every line still has the form that the renderer gives it.
  for (const line of mermaid.slice(1, -1))
    expect(line).toMatch(
      /^ {2}(?: {2}n\d\["[^"<>`\\]*<br>[^"<>`\\]*"\]|subgraph g\d\["[^"<>`\\]*"\]|end|n\d (?:-- "[^"<>`\\]*" )?--> n\d)$/,
    );
  for (const line of renderGraph(plan, 'dot').split('\n')) expect(line.replace(/\\./g, '').match(/"/g)?.length ?? 0).toBeOneOf([0, 2]);
});

test('what stands in no recipe is drawn, too, and says where it comes from', () => {
  const omar = member('omar', { voice: cloned('omar.wav'), consent: named('yes') });
  const people = project([omar], [consent('yes')]);
  const speech = step('speech', tts(castOf('omar', 'voice'), 'Hi.'));
  const audio = output('speech', 'audio', 'audio');
  const film = step('film', lipSync('/p/desk.mp4', audio, { consent: named('yes') }), { needs: ['speech'] });
  const known = { result: () => undefined, task: () => undefined, previous: () => undefined };
  const { plan, diagnostics } = createPlan({
    ...{ instances: [instanceOf({ steps: [speech, film] })], providers: new Map([['avatars', avatarHouse()]]), media: projectMedia, known },
    ...{ chosenProviders: [], defaultProviders: ['avatars'], project: people, now: today, emulated: false },
  });
  expect(diagnostics).toEqual([]);
  expect(renderGraph(plan, 'mermaid')).toBe(`flowchart LR
  subgraph g0["film/default"]
    n0["cast.omar.voice<br>clone-voice · avatars<br>for omar of the cast"]
    n1["speech<br>tts · avatars"]
    n2["film.avatar<br>clone-avatar · avatars<br>for lip-sync"]
    n3["film<br>avatar-video · avatars<br>for lip-sync"]
  end
  n0 -- "voice" --> n1
  n1 -- "audio" --> n3
  n2 -- "avatar" --> n3
`);
  expect(renderGraph(plan, 'dot')).toContain('    n2 [label="film.avatar\\nclone-avatar · avatars\\nfor lip-sync"];\n');
});
