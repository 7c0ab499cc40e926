import { createVirtualClock } from '@reelwright/clock';
import type { MediumPurpose } from '@reelwright/provider';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { openState } from './open-state.ts';
import type { TaskIntent } from './task-store.ts';
import type { MediumKey } from './upload-store.ts';

const film = { name: 'film/default', emulated: false };
const sha256 = 'c'.repeat(64);
const key: MediumKey = { account: 'a', sha256, purpose: 'footage' };
const staged = { provider: 'fake', purpose: 'footage', id: 'F-1' } as const;
const upload = { ...key, staged };

const intent: TaskIntent = {
  ...{ fingerprint: 'f'.repeat(64), account: 'a', attempt: 1, provider: 'fake', kind: 'clone-avatar', label: 'rw-f', node: 'n' },
  input: {
    kind: 'clone-avatar',
    video: { kind: 'staged', staged, content: { sha256, sizeBytes: 1, extension: 'mp4' } },
    name: 'm',
    trainVoice: false,
  },
  ...{ highWaterMark: undefined, intentAt: 1_000 },
};

function openTemp() {
  const folder = createTempFolder();
  const clock = createVirtualClock({ auto: false });
  const state = openState(folder.path, { clock });
  const other = openState(folder.path, { clock });
  const dispose = () => {
    for (const one of [state, other]) one.close();
    folder[Symbol.dispose]();
  };
  return { state, other, [Symbol.dispose]: dispose };
}

test('a film is bound by its intents, and by nothing that was withdrawn', () => {
  using at = openTemp();
  const { starts, films, tasks } = at.state;
  const first = starts.begin(intent, { film });
  const second = starts.begin({ ...intent, fingerprint: 'e'.repeat(64), account: 'b' }, { film });
  expect(films.begun(film)).toEqual([
    { account: 'a', fingerprint: intent.fingerprint },
    { account: 'b', fingerprint: 'e'.repeat(64) },
  ]);
  if (first === undefined || second === undefined) throw new Error('Nothing stood against them.');
  starts.withdraw(first);
  expect(films.begun(film)).toEqual([{ account: 'b', fingerprint: 'e'.repeat(64) }]);
  expect([films.begun({ ...film, emulated: true }), films.begun({ ...film, name: 'film/other' })]).toEqual([[], []]);
  // A task that failed was paid for all the same: its next attempt may be withdrawn, and the film stays.
  tasks.failed(tasks.started(second, 'T-1', 2), { code: 'PROVIDER_FAILED', message: 'No.' }, 3);
  const third = starts.begin({ ...intent, fingerprint: 'e'.repeat(64), account: 'b', attempt: 2 }, { film });
  if (third !== undefined) starts.withdraw(third);
  expect(films.begun(film)).toHaveLength(1);
  expect(at.other.known().begun?.(film.name, false)).toHaveLength(1);
  films.finish(film);
  expect(films.begun(film)).toEqual([]);
});

test('a film that another run has begun at a rival account is begun nowhere else', () => {
  using at = openTemp();
  const { starts, films, tasks } = at.state;
  const elsewhere: TaskIntent = { ...intent, fingerprint: 'e'.repeat(64), account: 'b' };
  const first = starts.begin(intent, { film, rivals: ['b'] });
  expect(() => at.other.starts.begin(elsewhere, { film, rivals: ['a'] })).toThrow(expect.objectContaining({ account: 'a' }));
  expect([tasks.open().length, films.begun(film).map(({ account }) => account)]).toEqual([1, ['a']]);
  // Another film, an account that is no rival, and more of the film at its own account are none of its business.
  at.other.starts.begin(elsewhere, { film: { ...film, name: 'film/other' }, rivals: ['a'] });
  at.other.starts.begin({ ...elsewhere, account: 'c' }, { film, rivals: ['b'] });
  starts.begin({ ...elsewhere, account: 'a' }, { film, rivals: ['b', 'c'] });
  // What turned out not to have begun stands in nobody's way.
  films.finish(film);
  const lost = starts.begin({ ...intent, fingerprint: 'd'.repeat(64) }, { film, rivals: ['b'] });
  if (first === undefined || lost === undefined) throw new Error('Nothing stood against them.');
  starts.withdraw(lost);
  expect(at.other.starts.begin({ ...elsewhere, fingerprint: 'b'.repeat(64) }, { film, rivals: ['a'] })).toMatchObject({ account: 'b' });
});

test('an intent is not written when a medium that it needs was given up, by whichever process', () => {
  using at = openTemp();
  const { starts, tasks, uploads } = at.state;
  expect(starts.begin(intent, { film, media: [upload] })).toBeUndefined();
  uploads.save('a', sha256, staged);
  expect(at.other.uploads.retire(key, () => at.other.tasks.needsMedium(key))).toBe(true);
  expect(starts.begin(intent, { film, media: [upload] })).toBeUndefined();
  // Somebody has published it again, under another address than the one that is about to be sent.
  at.other.uploads.save('a', sha256, { ...staged, id: 'F-2' });
  expect(starts.begin(intent, { film, media: [upload] })).toBeUndefined();
  expect([tasks.open(), at.state.films.begun(film)]).toEqual([[], []]);
  uploads.save('a', sha256, staged);
  expect(starts.begin(intent, { film, media: [upload] })).toMatchObject({ state: 'intent' });
});

test('a medium is given up only when no task can need it, and stays listed until it has been taken back', () => {
  using at = openTemp();
  const { starts, tasks, uploads } = at.state;
  uploads.save('a', sha256, staged);
  const record = starts.begin(intent, { media: [upload] });
  if (record === undefined) throw new Error('Nothing stood against it.');
  const others: readonly [string, MediumPurpose][] = [
    ['a', 'consent'],
    ['b', 'footage'],
  ];
  for (const [account, purpose] of others) expect(tasks.needsMedium({ account, sha256, purpose })).toBe(false);
  expect(uploads.retire(key, () => tasks.needsMedium(key))).toBe(false);
  expect(uploads.find('a', sha256, 'footage')).toEqual(staged);
  tasks.succeeded(tasks.started(record, 'T-1', 2), 3);
  expect(uploads.retire(key, () => tasks.needsMedium(key))).toBe(true);
  expect(uploads.find('a', sha256, 'footage')).toBeUndefined();
  expect(uploads.list('a')).toEqual([{ ...key, staged }]);
  expect(uploads.any(key)?.staged).toEqual(staged);
  // What another process has published meanwhile is none of ours to forget.
  at.other.uploads.save('a', sha256, { ...staged, id: 'F-2' });
  uploads.forgetRetired(key);
  expect(uploads.find('a', sha256, 'footage')?.id).toBe('F-2');
  uploads.retire(key, () => false);
  uploads.forgetRetired(key);
  expect(uploads.list('a')).toEqual([]);
  expect(uploads.retire(key, () => false)).toBe(false);
});
