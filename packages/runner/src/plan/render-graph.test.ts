import { createVirtualClock } from '@reelwright/clock';
import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { filmInstance, instanceOf, output, place, step, tts } from '../__fixtures__/recipes.ts';
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
