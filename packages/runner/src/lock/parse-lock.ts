import { type Diagnostic, hasErrors, type SourceLocation, sortDiagnostics } from '@reelwright/errors';
import { type ParseLimits, parseRecipe } from '@reelwright/recipe';
import { checkLock } from './check-lock.ts';
import { findConflict } from './conflict-markers.ts';
import { type Lock, lockVersion } from './lock.ts';
import { LockReader, type MapNode, repairHint } from './lock-reader.ts';
import { readLock } from './read-lock.ts';

export interface ParsedLock {
  /** Undefined when anything is wrong: half a lock would let a film be made twice. */
  readonly lock: Lock | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A lock grows with its matrix; nothing in it is deep, and nothing of ours writes an alias. */
const limits: ParseLimits = { sizeBytes: 32 * 2 ** 20, tokens: 16_000_000, depth: 10, aliases: 0, aliasedValues: 0 };

/**
 * Reads a lock. Never throws.
 *
 * @param text The whole file, decoded as UTF-8.
 * @param file Path as shown to people.
 */
export function parseLock(text: string, file: string): ParsedLock {
  const conflict = findConflict(text, file);
  if (conflict !== undefined) return { lock: undefined, diagnostics: [conflict] };
  const { lock, diagnostics, placeOf } = readLockText(text, file);
  if (lock === undefined || hasErrors(diagnostics)) return { lock: undefined, diagnostics };
  const faults = checkLock(lock).map((fault) => invalid(fault.message, placeOf(fault)));
  return { lock: faults.length > 0 ? undefined : lock, diagnostics: sortDiagnostics([...diagnostics, ...faults]) };
}

interface ReadText extends ParsedLock {
  /** Of an instance's id. */
  readonly placeOf: (instance: { readonly id: string; readonly emulated: boolean }) => SourceLocation;
}

/** As `parseLock`, with what could be read where something is wrong, and without asking whether the instances fit their accounts. */
export function readLockText(text: string, file: string): ReadText {
  const parsed = parseRecipe(text, file, limits);
  const faults = parsed.diagnostics.map(asLockFault);
  const { root, source } = parsed;
  const start = source.locate(0);
  const nothing = { lock: undefined, placeOf: () => start };
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) {
    return { ...nothing, diagnostics: faults.length > 0 ? faults : [invalid('The lock is empty.', start)] };
  }
  const reader = new LockReader(parsed);
  const map = reader.map(root, 'A lock');
  const newer = map && newerVersion(map, reader);
  if (newer !== undefined) return { ...nothing, diagnostics: [newer] };
  const top = reader.record(map, 'A lock', ['version', 'accounts', 'instances', 'emulated']);
  return {
    lock: top && readLock(top, reader),
    diagnostics: sortDiagnostics([...faults, ...reader.diagnostics]),
    placeOf: ({ id, emulated }) => {
      const section = top?.entries.get(emulated ? 'emulated' : 'instances')?.value;
      return reader.placeOf((section?.kind === 'map' ? section.entries.get(id)?.key : undefined) ?? root);
    },
  };
}

function invalid(message: string, location: SourceLocation): Diagnostic {
  return { severity: 'error', code: 'LOCK_INVALID', message, hint: repairHint, location };
}

/** What the reader of recipes says, in terms of a lock: nobody edits one by hand. */
function asLockFault(fault: Diagnostic): Diagnostic {
  return { ...fault, code: 'LOCK_INVALID', message: fault.message.replaceAll('recipe', 'lock'), hint: repairHint };
}

function newerVersion(map: MapNode, reader: LockReader): Diagnostic | undefined {
  const node = map.entries.get('version')?.value;
  const version = node?.kind === 'scalar' ? node.value : node;
  if (version === lockVersion) return undefined;
  if (node === undefined || typeof version !== 'number' || version < lockVersion) {
    return reader.refuse(node ?? map, `A lock begins with \`version: ${lockVersion}\`.`);
  }
  return {
    severity: 'error',
    code: 'LOCK_UNSUPPORTED_VERSION',
    message: `The lock was written by a newer Reelwright (lock version ${version}; this one knows ${lockVersion}).`,
    hint: 'Update Reelwright, or use the version that wrote it.',
    location: reader.placeOf(node),
  };
}
