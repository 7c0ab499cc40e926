import type { RunFact } from '@reelwright/runner';
import { expect, test } from 'vitest';
import { createPalette } from '../palette.ts';
import { nodeOf, numbered, startOf, switchOf } from '../testing/recorded-run.ts';
import { groupRows } from './rows.ts';
import { RunView } from './run-view.ts';

let now = 0;
const pace = { now: () => now, speed: 1 };

function draw(facts: readonly RunFact[], window = 10) {
  now = 0;
  const view = new RunView(pace);
  for (const event of numbered(facts)) {
    now += 1000;
    view.apply(event);
  }
  return view.groups.map((group) => groupRows(group, { window, palette: createPalette(false), pace }));
}

const instances = (count: number) => Array.from({ length: count }, (_, i) => `row-${i}`);

test('a film that fits is shown whole, each step with what it is doing', () => {
  const voice = nodeOf('voice');
  const speech = nodeOf('speech');
  const [film] = draw([
    startOf(),
    { type: 'node-started', ...voice },
    { type: 'node-finished', elapsedMs: 1, ...voice },
    { type: 'node-started', ...speech },
    { type: 'task-polled', progress: 0.5, ...speech },
  ]);
  expect(film).toEqual({
    state: 'active',
    title: 'welcome  1 of 4 steps',
    rows: [
      { state: 'done', text: 'voice     clone-voice  1.0 s' },
      { state: 'active', text: 'speech    tts          ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌  50 %  1.0 s' },
      { state: 'waiting', text: 'film      lip-sync' },
      { state: 'waiting', text: 'captions  captions' },
    ],
  });
});

test('a wait counts down', () => {
  const film = nodeOf('film');
  const facts: RunFact[] = [
    startOf(),
    { type: 'node-started', ...film },
    { type: 'node-waiting', reason: 'rate-window', forMs: 12_000, ...film },
  ];
  expect(draw(facts)[0]?.rows[2]?.text).toContain('waiting for a rate window (12 s)');
  expect(draw([...facts, { type: 'warning-raised', message: 'time passes' }])[0]?.rows[2]?.text).toContain(
    'waiting for a rate window (11 s)',
  );
});

test('a queue, a wait and a download have words of their own', () => {
  const film = nodeOf('film');
  const detailOf = (fact: RunFact) => draw([startOf(), { type: 'node-started', ...film }, fact])[0]?.rows[2]?.text;
  expect(detailOf({ type: 'task-polled', queued: true, progress: 0, ...film })).toContain('queued at the provider');
  expect(detailOf({ type: 'artifact-fetching', output: 'video', receivedBytes: 50, totalBytes: 200, ...film })).toContain(
    'fetching video 25 %',
  );
  expect(detailOf({ type: 'task-resumed', provider: 'chanjing', task: '1', ...film })).toContain('goes on at chanjing');
});

test('few films have a heading each, many share one per recipe, very many recipes share one', () => {
  expect(draw([startOf(instances(4))])).toHaveLength(4);
  expect(draw([startOf(instances(5))]).map(({ title }) => title)).toEqual(['welcome  0 of 20 steps']);
  const manyRecipes = instances(6).map((recipe) => startOf(['default'], recipe));
  const nodes = manyRecipes.flatMap((start) => (start.type === 'run-started' ? start.nodes : []));
  expect(draw([{ type: 'run-started', run: 'r', emulated: false, nodes }]).map(({ title }) => title)).toEqual(['6 recipes  0 of 24 steps']);
});

test('a thousand steps never take more rows than the window, and what is hidden is counted', () => {
  const names = instances(250).map((instance) => nodeOf('film', instance));
  const error = { code: 'PROVIDER_FAILED' as const, message: 'no' };
  const [group] = draw([
    startOf(instances(250)),
    ...names.map((name) => ({ type: 'node-started' as const, ...name })),
    ...names.slice(0, 40).map((name) => ({ type: 'node-failed' as const, error, ...name })),
  ]);
  expect(group?.rows).toHaveLength(10);
  expect(group?.title).toBe('welcome  0 of 1000 steps, 40 failed');
  expect(group?.rows.filter(({ state }) => state === 'failed')).toHaveLength(2);
  expect(group?.rows.at(-1)?.text).toBe('and 203 more under way');
});

test('a film is shown as failed only when nothing of it is left to do', () => {
  const error = { code: 'PROVIDER_FAILED' as const, message: 'no' };
  const failed: RunFact[] = [startOf(), { type: 'node-started', ...nodeOf('voice') }, { type: 'node-failed', error, ...nodeOf('voice') }];
  expect(draw(failed)[0]?.state).toBe('active');
  const skipped = ['speech', 'film', 'captions'].map((step) => ({
    type: 'node-skipped' as const,
    because: 'voice failed',
    ...nodeOf(step),
  }));
  expect(draw([...failed, ...skipped])[0]).toMatchObject({ state: 'failed', title: 'welcome  0 of 4 steps, 1 failed, 3 skipped' });
});

test('a film that goes on elsewhere begins anew, with the steps that it takes there', () => {
  const voice = nodeOf('voice');
  const error = { code: 'PROVIDER_QUOTA' as const, message: 'The balance is used up.' };
  const [film] = draw([
    startOf(),
    { type: 'node-started', ...voice },
    { type: 'node-failed', error, ...voice },
    switchOf(),
    { type: 'node-started', ...nodeOf('film.avatar') },
  ]);
  expect(film?.title).toBe('welcome  0 of 5 steps');
  expect(film?.rows.map(({ state, text }) => `${state} ${text.split(/ {2,}/).slice(0, 2).join(' ')}`)).toEqual([
    'waiting voice clone-voice',
    'waiting speech tts',
    'active film.avatar clone-avatar',
    'waiting film avatar-video',
    'waiting captions captions',
  ]);
});

test('among several films only the one that goes on elsewhere begins anew', () => {
  const done = nodeOf('voice', 'row-0');
  const groups = draw([startOf(instances(2)), { type: 'node-finished', elapsedMs: 1, ...done }, switchOf('row-1')]);
  expect(groups.map(({ title }) => title)).toEqual(['welcome/row-0  1 of 4 steps', 'welcome/row-1  0 of 5 steps']);
});
