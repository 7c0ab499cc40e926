import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accounts, arbitraryLock } from './__fixtures__/arbitrary-lock.ts';
import type { Lock } from './lock.ts';
import { parseLock } from './parse-lock.ts';
import { renderLock } from './render-lock.ts';

const digest = 'ab'.repeat(32);
const video = { kind: 'video', sha256: digest, sizeBytes: 12, extension: 'mp4', durationMs: 1500 } as const;

function lockWith(
  steps: Lock['instances'] extends ReadonlyMap<string, infer I> ? (I extends { steps: infer S } ? S : never) : never,
): Lock {
  const outputs = new Map([['video', { step: 'film', output: 'video' }]]);
  return {
    accounts,
    instances: new Map([['cn', { inputs: new Map([['week', '2027-W01']]), provider: 'chanjing', steps, outputs }]]),
    emulated: new Map(),
  };
}

const film = { uses: 'lip-sync', provider: 'chanjing', fingerprint: 'cd'.repeat(32), task: 'T-1', outputs: { video } } as const;
const simple = lockWith(new Map([['film', film]]));

test('a lock is one fact per line, sorted', () => {
  expect(renderLock(simple)).toBe(`# Made by \`reel run\`; belongs into version control. After a merge with conflicts: \`reel lock repair\`.
version: 1
accounts:
  chanjing:
    adapter: chanjing
    key: 00aa
    emulatedKey: emulated
  guiji:
    adapter: guiji
    key: "1234"
    emulatedKey: emulated-guiji
instances:
  cn:
    inputs:
      week: 2027-W01
    provider: chanjing
    steps:
      film:
        uses: lip-sync
        provider: chanjing
        fingerprint: ${'cd'.repeat(32)}
        task: T-1
        outputs:
          video:
            sha256: ${digest}
            sizeBytes: 12
            extension: mp4
            durationMs: 1500
    outputs:
      video: film.video
`);
});

test('what is written is read as it was, and has one text whatever the order', () => {
  fc.assert(
    fc.property(arbitraryLock, (lock) => {
      const text = renderLock(lock);
      const { lock: read, diagnostics } = parseLock(text, 'x.reel.lock.yaml');
      expect(diagnostics).toEqual([]);
      expect(read).toEqual(lock);
      expect(renderLock({ ...lock, instances: new Map([...lock.instances].reverse()) })).toBe(text);
    }),
    { numRuns: 100 },
  );
});

test.each([
  {
    what: 'a digest that is a path',
    from: digest,
    to: '../../../../etc/passwd',
    says: /`sha256` must be a SHA-256 of 64 lower-case hex digits/,
  },
  { what: 'a digest in upper case', from: digest, to: digest.toUpperCase(), says: /lower-case hex/ },
  { what: 'a digest that is too short', from: digest, to: digest.slice(1), says: /64 lower-case/ },
  { what: 'a fingerprint that is a path', from: 'cd'.repeat(32), to: '/etc', says: /`fingerprint` must be/ },
  { what: 'an extension that leads elsewhere', from: 'extension: mp4', to: 'extension: "/../x"', says: /`extension` must be a short word/ },
  { what: 'a length that is negative', from: 'sizeBytes: 12', to: 'sizeBytes: -1', says: /whole number/ },
  { what: 'a length that is a text', from: 'sizeBytes: 12', to: 'sizeBytes: "12"', says: /whole number/ },
  { what: 'a step that is a list', from: /film:\n[\s\S]*durationMs: 1500/, to: 'film: [1]', says: /A step must be a map/ },
  { what: 'an unknown kind of step', from: 'uses: lip-sync', to: 'uses: dance', says: /"dance" is no kind of step/ },
  {
    what: 'an output that the kind does not have',
    from: 'video:\n            sha',
    to: 'audio:\n            sha',
    says: /no output "audio"/,
  },
  { what: 'an unknown key', from: 'task: T-1', to: 'host: mine', says: /A step has no "host"/ },
  {
    what: 'an account that is not there',
    from: 'provider: chanjing\n        f',
    to: 'provider: other\n        f',
    says: /"other" of step "film" is not among/,
  },
  {
    what: 'an output of a step that is not there',
    from: 'video: film.video',
    to: 'video: movie.video',
    says: /must name an output of a step/,
  },
  { what: 'an instance that is a path', from: '  cn:', to: '  ../cn:', says: /"\.\.\/cn" is no name/ },
  { what: 'an alias', from: 'task: T-1', to: 'task: &a T-1\n        uses: *a', says: /alias/ },
  {
    what: 'the same instance twice',
    from: 'instances:\n',
    to: 'instances:\n  cn:\n    provider: chanjing\n',
    says: /"cn" stands in this map already/,
  },
  { what: 'a tag', from: 'task: T-1', to: 'task: !!binary T-1', says: /not part of a lock/ },
  { what: 'no version', from: 'version: 1\n', to: '', says: /begins with `version: 1`/ },
  { what: 'nothing', from: /[\s\S]+/, to: '', says: /The lock is empty/ },
])('refuses $what, at its place', ({ from, to, says }) => {
  const text = renderLock(simple).replace(from, to);
  expect(text).not.toBe(renderLock(simple));
  const { lock, diagnostics } = parseLock(text, 'weekly.reel.lock.yaml');
  expect(lock).toBeUndefined();
  expect(diagnostics.map(({ message }) => message).join('\n')).toMatch(says);
  for (const { code, hint, location } of diagnostics) {
    expect(code).toBe('LOCK_INVALID');
    expect(hint).toContain('reel lock repair');
    expect(location).toMatchObject({ file: 'weekly.reel.lock.yaml', line: expect.any(Number) });
  }
});

test('refuses that an emulated step stands in for a real one', () => {
  const emulated = new Map([['en', { ...[...simple.instances.values()][0], steps: new Map([['film', film]]) }]]) as Lock['emulated'];
  const { lock, diagnostics } = parseLock(renderLock({ ...simple, emulated }), 'x');
  expect(lock).toBeUndefined();
  expect(diagnostics[0]).toMatchObject({ message: expect.stringContaining('was not emulated'), location: { line: 32 } });
});

test('tells a newer version from a broken one', () => {
  const { lock, diagnostics } = parseLock(renderLock(simple).replace('version: 1', 'version: 2'), 'x');
  expect(lock).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code: 'LOCK_UNSUPPORTED_VERSION', hint: expect.stringContaining('Update'), location: { line: 2 } }]);
});

test('tells the marks of a merge, and how to go on', () => {
  const text = renderLock(simple).replace(
    '    provider: chanjing\n',
    '<<<<<<< HEAD\n    provider: chanjing\n=======\n    provider: guiji\n>>>>>>> other\n',
  );
  expect(parseLock(text, 'w.reel.lock.yaml').diagnostics).toMatchObject([
    { code: 'LOCK_CONFLICT', hint: expect.stringContaining('`reel lock repair w.reel.lock.yaml`'), location: { line: 16 } },
  ]);
});

test.each([
  { what: 'deep nesting', text: `version: 1\ninstances: ${'{a: '.repeat(20_000)}` },
  { what: 'deep lists', text: `version: 1\ninstances: ${'['.repeat(100_000)}` },
  { what: 'aliases of aliases', text: `version: 1\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n` },
  { what: 'more than a lock may hold', text: `version: 1\ninputs: ${'x'.repeat(33 * 2 ** 20)}` },
  { what: 'no UTF-8', text: 'version: 1\n\ufffd' },
  { what: 'a lone scalar', text: 'yes' },
  { what: 'a list', text: '- 1' },
])('is not brought down by $what', ({ text }) => {
  const { lock, diagnostics } = parseLock(text, 'x');
  expect(lock).toBeUndefined();
  expect(diagnostics.length).toBeGreaterThan(0);
});

test('no text makes it throw, and no text makes a prototype', () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.string({ maxLength: 6 }), fc.nat(8), (at, put, cut) => {
      const text = renderLock(simple);
      parseLock(`${text.slice(0, at)}${put}${text.slice(at + cut)}`, 'x');
      expect(Object.prototype).not.toHaveProperty('uses');
    }),
    { numRuns: 500 },
  );
});
