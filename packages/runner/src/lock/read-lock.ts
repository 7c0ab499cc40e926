import { type OutputKind, type StepUses, stepKinds } from '@reelwright/recipe';
import type { OutputValue } from '../plan/known.ts';
import type { Lock, LockedAccount, LockedInput, LockedInstance, LockedOutput, LockedStep } from './lock.ts';
import type { LockReader, MapNode, SourceNode } from './lock-reader.ts';

/** Reads all that a lock holds; what is refused is left out and told. */
export function readLock(root: MapNode, reader: LockReader): Lock {
  const section = (key: string) => reader.map(root.entries.get(key)?.value, `\`${key}\``);
  const instances = (key: string) => reader.entries(section(key), (node) => readInstance(node, reader));
  return {
    accounts: reader.entries(section('accounts'), (node) => readAccount(node, reader)),
    instances: instances('instances'),
    emulated: instances('emulated'),
  };
}

function readAccount(node: SourceNode, reader: LockReader): LockedAccount | undefined {
  const map = reader.record(node, 'An account', ['adapter', 'key', 'emulatedKey']);
  const adapter = map && reader.text(map, 'adapter');
  if (map === undefined || adapter === undefined) return undefined;
  const [key, emulatedKey] = [reader.optionalText(map, 'key'), reader.optionalText(map, 'emulatedKey')];
  return { adapter, ...(key === undefined ? {} : { key }), ...(emulatedKey === undefined ? {} : { emulatedKey }) };
}

function readInstance(node: SourceNode, reader: LockReader): LockedInstance | undefined {
  const map = reader.record(node, 'An instance', ['inputs', 'provider', 'steps', 'outputs']);
  const provider = map && reader.text(map, 'provider');
  if (map === undefined || provider === undefined) return undefined;
  const part = (key: string) => reader.map(map.entries.get(key)?.value, `\`${key}\``);
  const steps = reader.entries(part('steps'), (step) => readStep(step, reader));
  return {
    inputs: reader.entries(part('inputs'), (input) => readInput(input, reader)),
    provider,
    steps,
    outputs: reader.entries(part('outputs'), (output) => readOutputName(output, steps, reader)),
  };
}

function readInput(node: SourceNode, reader: LockReader): LockedInput | undefined {
  if (node.kind === 'scalar' && node.value !== null) return node.value;
  return reader.refuse(node, 'An input must be a text, a number, true or false.');
}

function readOutputName(node: SourceNode, steps: ReadonlyMap<string, LockedStep>, reader: LockReader): LockedOutput | undefined {
  const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const dot = text.lastIndexOf('.');
  const [step, output] = [text.slice(0, dot), text.slice(dot + 1)];
  if (dot > 0 && Object.hasOwn(steps.get(step)?.outputs ?? {}, output)) return { step, output };
  return reader.refuse(node, 'An output must name an output of a step of its instance: step.output.');
}

export function readStep(node: SourceNode, reader: LockReader): LockedStep | undefined {
  const map = reader.record(node, 'A step', ['uses', 'provider', 'fingerprint', 'task', 'outputs']);
  if (map === undefined) return undefined;
  const uses = readUses(map, reader);
  const [provider, fingerprint] = [reader.text(map, 'provider'), reader.digest(map, 'fingerprint')];
  const task = reader.optionalText(map, 'task');
  if (uses === undefined || provider === undefined || fingerprint === undefined) return undefined;
  const values = reader.entries(reader.map(map.entries.get('outputs')?.value, '`outputs`'), (value, name) => {
    const kind = stepKinds.get(uses)?.outputs.get(name);
    return kind === undefined ? reader.refuse(value, `A step that uses ${uses} has no output "${name}".`) : readValue(value, kind, reader);
  });
  return { uses, provider, fingerprint, ...(task === undefined ? {} : { task }), outputs: Object.fromEntries(values) };
}

function readUses(map: MapNode, reader: LockReader): StepUses | undefined {
  const uses = reader.text(map, 'uses');
  // Only keys of the table are let through.
  if (uses === undefined || stepKinds.has(uses as StepUses)) return uses as StepUses | undefined;
  return reader.refuse(map.entries.get('uses')?.value ?? map, `"${uses.slice(0, 60)}" is no kind of step.`);
}

function readValue(node: SourceNode, kind: OutputKind, reader: LockReader): OutputValue | undefined {
  switch (kind) {
    case 'voice':
    case 'avatar': {
      const map = reader.record(node, 'A voice or avatar', ['id']);
      const id = map && reader.text(map, 'id');
      return id === undefined ? undefined : { kind, id };
    }
    case 'duration': {
      const map = reader.record(node, 'A duration', ['durationMs']);
      const durationMs = map && reader.measure(map, 'durationMs');
      return durationMs === undefined ? undefined : { kind, durationMs };
    }
    case 'captions':
      return readCaptions(node, reader);
    default:
      return readFile(node, kind, reader);
  }
}

function readCaptions(node: SourceNode, reader: LockReader): OutputValue | undefined {
  const map = reader.record(node, 'A file of captions', ['sha256', 'sizeBytes', 'format']);
  if (map === undefined) return undefined;
  const [sha256, sizeBytes] = [reader.digest(map, 'sha256'), reader.count(map, 'sizeBytes')];
  const format = reader.text(map, 'format', /^(?:srt|vtt)$/, 'format: srt or vtt');
  if (sha256 === undefined || sizeBytes === undefined || format === undefined) return undefined;
  return { kind: 'captions', sha256, sizeBytes, format: format === 'srt' ? 'srt' : 'vtt' };
}

const measures = ['durationMs', 'widthPx', 'heightPx'] as const;

function readFile(node: SourceNode, kind: 'audio' | 'video' | 'image', reader: LockReader): OutputValue | undefined {
  const map = reader.record(node, 'A file', ['sha256', 'sizeBytes', 'extension', ...measures]);
  if (map === undefined) return undefined;
  const [sha256, sizeBytes] = [reader.digest(map, 'sha256'), reader.count(map, 'sizeBytes')];
  const extension = reader.text(map, 'extension', /^[a-z0-9]{1,10}$/, 'short word of lower-case letters and digits');
  if (sha256 === undefined || sizeBytes === undefined || extension === undefined) return undefined;
  const known: Partial<Record<(typeof measures)[number], number>> = {};
  for (const key of measures) {
    const value = map.entries.has(key) ? reader.measure(map, key) : undefined;
    if (value !== undefined) known[key] = value;
  }
  return { kind, sha256, sizeBytes, extension, ...known };
}
