import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { createLastingClock } from './lasting-clock.ts';

test('a later clock starts no earlier than the earlier one stopped, however fast that went', () => {
  using folder = createTempFolder();
  const file = join(folder.path, 'deep', 'clock');
  const wall = Date.now();
  writeFileSync(join(folder.path, 'far'), String(wall + 3_600_000));
  using far = createLastingClock({ file: join(folder.path, 'far'), speed: 20 });
  expect(far.clock.now()).toBeGreaterThanOrEqual(wall + 3_600_000);
  const first = createLastingClock({ file, speed: 1_000_000 });
  const seen = first.clock.now();
  first[Symbol.dispose]();
  using second = createLastingClock({ file, speed: 1 });
  expect(second.clock.now()).toBeGreaterThanOrEqual(seen);
});

test.each(['', 'no time', 'Infinity'])('a note of "%s" counts for nothing', (note) => {
  using folder = createTempFolder();
  const file = join(folder.path, 'clock');
  writeFileSync(file, note);
  using made = createLastingClock({ file, speed: 1 });
  expect(made.clock.now()).toBeGreaterThan(0);
  expect(made.clock.now()).toBeLessThan(Date.now() + 60_000);
});
