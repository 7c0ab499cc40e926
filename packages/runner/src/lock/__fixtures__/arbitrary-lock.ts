import { type StepUses, stepKinds } from '@reelwright/recipe';
import fc from 'fast-check';
import type { OutputValue } from '../../plan/known.ts';
import type { Lock, LockedInstance, LockedStep } from '../lock.ts';

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
/** Anything that can be read, and everything that YAML might take for something else. */
const text = fc.oneof(
  fc.constantFrom('true', 'no', 'null', '~', '017', '1e5', '0x1f', '12:30', '2027-06-30', '-292', '- a', '# no comment', 'a: b', '${{ x }}', ' lead', '', '-'),
  fc.string({ unit: fc.constantFrom(...'aZ0._-:#\'"\\ \t\n{}[]&*!|>%@`,?~é声🎬'), maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((value) => !/[\p{C}\u0085\ufffd]/u.test(value)),
);
const name = fc.oneof(fc.constantFrom('cn', 'en', 'true', '1', '2027-W01', '__proto__', 'constructor', 'mei desk', '名'), fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/));
const id = text.filter((value) => value !== '');
const count = fc.nat();
const measure = fc.oneof(count, fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0));

function valueOf(kind: OutputValue['kind']): fc.Arbitrary<OutputValue> {
  switch (kind) {
    case 'voice':
    case 'avatar':
      return fc.record({ kind: fc.constant(kind), id });
    case 'duration':
      return fc.record({ kind: fc.constant(kind), durationMs: measure });
    case 'captions':
      return fc.record({ kind: fc.constant(kind), sha256: hex(64), sizeBytes: count, format: fc.constantFrom('srt', 'vtt') });
    default:
      return fc.record(
        { kind: fc.constant(kind), sha256: hex(64), sizeBytes: count, extension: fc.stringMatching(/^[a-z0-9]{1,10}$/), durationMs: measure, widthPx: count, heightPx: count },
        { requiredKeys: ['kind', 'sha256', 'sizeBytes', 'extension'] },
      );
  }
}

function stepOf(uses: StepUses, provider: string): fc.Arbitrary<LockedStep> {
  const outputs = Object.fromEntries([...(stepKinds.get(uses)?.outputs ?? [])].map(([output, kind]) => [output, valueOf(kind)]));
  const facts = { uses: fc.constant(uses), provider: fc.constant(provider), fingerprint: hex(64), outputs: fc.record(outputs, { requiredKeys: [] }) as fc.Arbitrary<LockedStep['outputs']> };
  return fc.record({ ...facts, task: id }, { requiredKeys: ['uses', 'provider', 'fingerprint', 'outputs'] });
}

const remote = fc.constantFrom<StepUses>('clone-voice', 'clone-avatar', 'tts', 'lip-sync', 'avatar-video', 'authorize');
const step = fc.oneof(
  fc.tuple(remote, fc.constantFrom('chanjing', 'guiji')).chain(([uses, provider]) => stepOf(uses, provider)),
  fc.constantFrom<StepUses>('captions', 'join').chain((uses) => stepOf(uses, 'local')),
);
const stepName = fc.oneof(name, fc.constantFrom('cast.omar.voice', 'film.avatar'));

export const arbitraryInstance: fc.Arbitrary<LockedInstance> = fc
  .record({
    inputs: mapOf(name, fc.oneof(text, fc.boolean(), fc.maxSafeInteger(), fc.constantFrom(0.5, -1.25, 1e-7))),
    provider: fc.constantFrom('chanjing', 'guiji', 'local'),
    steps: mapOf(stepName, step),
    wanted: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.nat(), { maxKeys: 3 }),
  })
  .map(({ wanted, ...instance }) => {
    const all = [...instance.steps].flatMap(([id, { outputs }]) => Object.keys(outputs).map((output) => ({ step: id, output })));
    const outputs = Object.entries(wanted).flatMap(([key, index]) => {
      const one = all[index % Math.max(1, all.length)];
      return one === undefined ? [] : [[key, one] as const];
    });
    return { ...instance, outputs: new Map(outputs) };
  });

export const accounts: Lock['accounts'] = new Map([
  ['chanjing', { adapter: 'chanjing', key: '00aa', emulatedKey: 'emulated' }],
  ['guiji', { adapter: 'guiji', key: '1234', emulatedKey: 'emulated-guiji' }],
]);

/** Valid locks: the chance that a fingerprint of 256 bits occurs twice is none. */
export const arbitraryLock: fc.Arbitrary<Lock> = fc.record({
  accounts: fc.constant(accounts),
  instances: mapOf(name, arbitraryInstance),
  emulated: mapOf(name, arbitraryInstance),
});

function mapOf<T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>): fc.Arbitrary<Map<string, T>> {
  return fc.uniqueArray(fc.tuple(key, value), { selector: ([one]) => one, maxLength: 2 }).map((entries) => new Map(entries));
}
