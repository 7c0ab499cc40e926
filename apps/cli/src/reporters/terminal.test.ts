import { stripVTControlCharacters } from 'node:util';
import type { RunFact } from '@reelwright/runner';
import { expect, test } from 'vitest';
import { createPalette } from '../palette.ts';
import { createCollectingHost } from '../testing/collecting-host.ts';
import { nodeOf, numbered, startOf } from '../testing/recorded-run.ts';
import { createTerminalReporter } from './terminal.ts';

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** Draws the facts and gives what the terminal was sent, whole and after the last frame was cleared. */
async function draw(facts: readonly RunFact[]) {
  const host = createCollectingHost({ isTTY: true });
  const reporter = createTerminalReporter(host.stderr, createPalette(false), { now: () => performance.now(), speed: 1 });
  for (const event of numbered(facts)) reporter.event(event);
  await reporter.close();
  const sent = host.written.stderr;
  return { sent, remains: stripVTControlCharacters(sent.slice(sent.lastIndexOf('\u001b[?2026l'))) };
}

const finished = (step: string, instance?: string): RunFact[] => [
  { type: 'node-started', ...nodeOf(step, instance) },
  { type: 'node-finished', elapsedMs: 1, ...nodeOf(step, instance) },
];

test('the last frame stays, and the cursor comes back', async () => {
  const { sent, remains } = await draw([startOf(), ...['voice', 'speech', 'film', 'captions'].flatMap((step) => finished(step))]);
  expect(remains).toMatch(/✔ welcome {2}4 of 4 steps\n {2}✔ voice {5}clone-voice {2}0\.0 s\n {2}✔ speech/);
  expect(sent).toContain(hideCursor);
  expect(sent.lastIndexOf(showCursor)).toBeGreaterThan(sent.lastIndexOf(hideCursor));
});

test('no frame is taller than the window, however many steps there are', async () => {
  const instances = Array.from({ length: 250 }, (_, i) => `row-${i}`);
  const { sent, remains } = await draw([
    startOf(instances),
    ...instances.map((instance) => ({ type: 'node-started' as const, ...nodeOf('film', instance) })),
  ]);
  expect(remains.trimEnd().split('\n')).toHaveLength(11);
  expect(sent.match(/\n/g)?.length).toBeLessThan(60);
});

test('films that fit together are shown whole, whichever of them is longer', async () => {
  const nodes = [nodeOf('a', 'one'), nodeOf('b', 'one'), ...'cdefghij'.split('').map((step) => nodeOf(step, 'two'))];
  const { remains } = await draw([
    {
      type: 'run-started',
      run: 'r',
      emulated: false,
      nodes: nodes.map((node) => ({ ...node, uses: 'tts', provider: 'x', needs: [], reused: false })),
    },
    ...nodes.flatMap(({ step, instance }) => finished(step, instance)),
  ]);
  expect(remains.match(/^ {2}✔/gm)).toHaveLength(10);
});

test('foreign words cannot steer the terminal, and warnings stay to be read', async () => {
  const error = { code: 'PROVIDER_FAILED' as const, message: 'bad\u001b]0;title\u0007 %s words' };
  const { sent, remains } = await draw([
    startOf(),
    { type: 'node-started', ...nodeOf('voice') },
    { type: 'node-failed', error, ...nodeOf('voice') },
    { type: 'warning-raised', message: 'look\u009b2J here', node: 'welcome/default/voice' },
  ]);
  expect(['\u001b]', '\u0007', '\u009b'].filter((control) => sent.includes(control))).toEqual([]);
  expect(remains).toContain('failed: bad\\u{1b}]0;title\\u{7} %s words');
  expect(remains).toMatch(/\nwarning welcome\/default\/voice: look\\u\{9b\}2J here\n$/);
});

test('a run without steps draws nothing', async () => {
  expect((await draw([{ type: 'run-started', run: 'r', emulated: false, nodes: [] }])).sent).toBe('');
});
