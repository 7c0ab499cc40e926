import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accounts, arbitraryInstance, arbitraryLock } from './__fixtures__/arbitrary-lock.ts';
import type { Lock, LockedInstance } from './lock.ts';
import { parseLock } from './parse-lock.ts';
import { renderLock } from './render-lock.ts';
import { repairLock } from './repair-lock.ts';

/** What `git merge` makes of the file. */
function gitMerge(texts: { readonly base: string; readonly ours: string; readonly theirs: string }, ...options: string[]) {
  using temp = createTempFolder();
  const paths = (['ours', 'base', 'theirs'] as const).map((name) => {
    const path = join(temp.path, name);
    writeFileSync(path, texts[name]);
    return path;
  });
  const { status, stdout } = spawnSync('git', ['merge-file', '-p', ...options, ...paths], { encoding: 'utf8' });
  return { conflicts: status ?? -1, text: stdout };
}

const lockOfInstances = (instances: ReadonlyMap<string, LockedInstance>): Lock => ({ accounts, instances, emulated: new Map() });
const textOf = (instances: ReadonlyMap<string, LockedInstance>) => renderLock(lockOfInstances(instances));
/** Films of one recipe differ in digests, not in shape. */
const film = (n: number): LockedInstance => {
  const digest = (salt: number) => ((n * 7919 + salt) % 16 ** 6).toString(16).padStart(6, '0').repeat(11).slice(0, 64);
  const audio = { kind: 'audio', sha256: digest(1), sizeBytes: 1000 + n, extension: 'wav', durationMs: 4000 } as const;
  const video = { kind: 'video', sha256: digest(2), sizeBytes: 9000 + n, extension: 'mp4', durationMs: 4000 } as const;
  return {
    inputs: new Map([['lang', `l${n % 50}`]]),
    provider: 'chanjing',
    steps: new Map([
      ['film', { uses: 'lip-sync', provider: 'chanjing', fingerprint: digest(3), task: `T-${n}`, outputs: { video } }],
      ['speech', { uses: 'tts', provider: 'chanjing', fingerprint: digest(4), outputs: { audio } }],
    ]),
    outputs: new Map([['video', { step: 'film', output: 'video' }]]),
  };
};
const ids = Array.from({ length: 12 }, (_, index) => `i${String(index * 2).padStart(2, '0')}`);
const base = new Map(ids.map((id, index) => [id, film(index)]));

test('branches that change different instances merge cleanly, neighbours included', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('ours', 'theirs', 'nobody'), { minLength: 12, maxLength: 12 }), (owners) => {
      const changed = (owner: string) =>
        new Map([...base].map(([id, one], index) => [id, owners[index] === owner ? film(100 + index) : one]));
      const { conflicts, text } = gitMerge({ base: textOf(base), ours: textOf(changed('ours')), theirs: textOf(changed('theirs')) });
      expect(conflicts).toBe(0);
      expect(text).toBe(textOf(new Map([...base].map(([id, one], index) => [id, owners[index] === 'nobody' ? one : film(100 + index)]))));
    }),
    { numRuns: 25 },
  );
});

test('branches that add instances at different places, or to different sections, merge cleanly', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('ours', 'theirs', 'nobody'), { minLength: 12, maxLength: 12 }), (owners) => {
      const added = (...who: string[]) =>
        new Map([
          ...base,
          ...ids.flatMap((id, index) => (who.includes(owners[index] ?? '') ? [[`${id}-new`, film(200 + index)] as const] : [])),
        ]);
      const { conflicts, text } = gitMerge({ base: textOf(base), ours: textOf(added('ours')), theirs: textOf(added('theirs')) });
      expect(conflicts).toBe(0);
      expect(text).toBe(textOf(added('ours', 'theirs')));
    }),
    { numRuns: 25 },
  );
  const both = {
    real: lockOfInstances(new Map([...base, ['zz', film(1)]])),
    pretended: { ...lockOfInstances(base), emulated: new Map([['zz', film(2)]]) },
  };
  const merged = gitMerge({
    base: textOf(base),
    ours: renderLock({ ...lockOfInstances(base), instances: new Map([...base, ['aa', film(1)]]) }),
    theirs: renderLock(both.pretended),
  });
  expect(merged.conflicts).toBe(0);
});

test.each([['merge'], ['--diff3'], ['--zdiff3'], ['--union']])(
  'what both branches add at one place is put in order by a repair (%s)',
  (style) => {
    const [ours, theirs] = [
      new Map([...base, ['i03-ours', film(300)], ['i04', film(301)]]),
      new Map([...base, ['i03-theirs', film(400)], ['zz', film(401)]]),
    ];
    const options = style.startsWith('--') ? [style] : [];
    const { text } = gitMerge({ base: textOf(base), ours: textOf(ours), theirs: textOf(theirs) }, ...options);
    const { lock, chosen, dropped } = repairLock(text);
    if (style !== '--union') {
      expect(parseLock(text, 'x').diagnostics).toMatchObject([{ code: 'LOCK_CONFLICT' }]);
      expect(renderLock(lock)).toBe(textOf(new Map([...base, ...theirs, ...ours])));
      expect([chosen, dropped]).toEqual([[], []]);
    }
    expect(parseLock(renderLock(lock), 'x').diagnostics).toEqual([]);
  },
);

test('of an instance in two versions ours is taken, or the one that the recipe makes now', () => {
  const [ours, theirs] = [new Map([...base, ['i06', film(500)]]), new Map([...base, ['i06', film(600)]])];
  const { text, conflicts } = gitMerge({ base: textOf(base), ours: textOf(ours), theirs: textOf(theirs) });
  expect(conflicts).toBeGreaterThan(0);
  const plain = repairLock(text);
  expect(renderLock(plain.lock)).toBe(textOf(ours));
  expect(plain.chosen).toEqual(['Instance "i06" stood there in two versions; ours was taken, since nothing says which one is right.']);
  const nodes = [...film(600).steps].map(([id, { fingerprint }]) => ({ recipe: 'weekly', instance: 'i06', step: { id }, fingerprint }));
  const plan = { nodes, emulated: false } as unknown as NonNullable<Parameters<typeof repairLock>[1]>['plan'];
  const knowing = repairLock(text, { plan: plan as never, recipe: 'weekly' });
  expect(renderLock(knowing.lock)).toBe(textOf(theirs));
  expect(knowing.chosen).toEqual(['Instance "i06" stood there in two versions; theirs was taken, since it is what the recipe makes now.']);
});

test('blocks that stand there twice are one, and a damaged one takes no other with it', () => {
  const text = textOf(base);
  const [head = '', tail = ''] = text.split('instances:\n');
  const twice = repairLock(`${head}instances:\n${tail}${tail}`);
  expect([renderLock(twice.lock), twice.dropped]).toEqual([text, []]);
  const damaged = repairLock(text.replace('  i06:\n    inputs', '  i06:\n   ]inputs'));
  expect(damaged.dropped).toHaveLength(1);
  expect(renderLock(damaged.lock)).toBe(textOf(new Map([...base].filter(([id]) => id !== 'i06'))));
});

test('a sound lock is left as it is', () => {
  fc.assert(
    fc.property(arbitraryLock, (lock) => {
      const { lock: repaired, chosen, dropped } = repairLock(renderLock(lock));
      expect([renderLock(repaired), chosen, dropped]).toEqual([renderLock(lock), [], []]);
    }),
    { numRuns: 25 },
  );
});

test('git conflicts of any two locks are repaired to a valid lock', () => {
  const instances = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), arbitraryInstance);
  fc.assert(
    fc.property(instances, instances, instances, (first, second, third) => {
      const [one, two, old] = [first, second, third].map((all) => new Map(Object.entries(all))) as [
        Map<string, LockedInstance>,
        Map<string, LockedInstance>,
        Map<string, LockedInstance>,
      ];
      const { text } = gitMerge({ base: textOf(old), ours: textOf(one), theirs: textOf(two) });
      const { lock } = repairLock(text);
      expect(parseLock(renderLock(lock), 'x').diagnostics).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test('whatever two locks are woven into, line by line, a repair makes a valid lock of it', () => {
  fc.assert(
    fc.property(arbitraryLock, arbitraryLock, fc.infiniteStream(fc.boolean()), (one, two, choices) => {
      const [left, right] = [renderLock(one).split('\n'), renderLock(two).split('\n')];
      const woven: string[] = [];
      while (left.length + right.length > 0) {
        const next = choices.next().value ? (left.shift() ?? right.shift()) : (right.shift() ?? left.shift());
        woven.push(next ?? '');
      }
      const { lock } = repairLock(woven.join('\n'));
      expect(parseLock(renderLock(lock), 'x').diagnostics).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
