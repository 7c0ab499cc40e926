import { hasErrors } from '@reelwright/errors';
import type { Plan } from '../plan/plan.ts';
import { checkLock } from './check-lock.ts';
import { sidesOf } from './conflict-markers.ts';
import { type Lock, type LockedAccount, type LockedInstance, lockVersion, sectionOf } from './lock.ts';
import { readLockText } from './parse-lock.ts';
import { renderInstance } from './render-lock.ts';

export interface RepairedLock {
  /** Valid: `parseLock` of its text finds nothing. */
  readonly lock: Lock;
  /** What stood there in two versions, and which one was taken, as sentences. */
  readonly chosen: readonly string[];
  /** What could not be kept, as sentences. It is not lost for good: `reel run` finds in store and records what was made. */
  readonly dropped: readonly string[];
}

export interface RepairOptions {
  /** Of the recipe as it stands now: of two versions, the one that it would make again is taken. */
  readonly plan?: Plan;
  readonly recipe?: string;
}

type Side = 'ours' | 'theirs';

interface Block {
  readonly side: Side;
  readonly section: 'accounts' | 'instances' | 'emulated';
  readonly id: string;
  readonly lock: Lock;
}

/**
 * Makes a lock of what a textual merge has left: marks of conflicts, blocks that stand there twice, lines that belong to nothing. All
 * instances of both sides are in it.
 */
export function repairLock(text: string, options: RepairOptions = {}): RepairedLock {
  const chosen: string[] = [];
  const dropped: string[] = [];
  const blocks = [...blocksOf(sidesOf(text), dropped)];
  const accounts = pick(
    blocks,
    'accounts',
    ({ lock, id }) => lock.accounts.get(id),
    JSON.stringify,
    () => false,
    chosen,
  );
  const instances = (section: 'instances' | 'emulated') => {
    const fits = (id: string, instance: LockedInstance) => fitsPlan(id, instance, section === 'emulated', options);
    return pick(blocks, section, ({ lock, id }) => lock[section].get(id), renderInstance, fits, chosen);
  };
  const lock = { accounts: mergeAccounts(blocks, accounts), instances: instances('instances'), emulated: instances('emulated') };
  return { lock: withoutFaults(lock, dropped), chosen, dropped };
}

/** Each block is read by itself, so that one which is damaged takes no other with it. Equal ones of both sides are read once. */
function* blocksOf(sides: Readonly<Record<Side, string>>, dropped: string[]): Generator<Block> {
  const seen = new Set<string>();
  for (const side of ['ours', 'theirs'] as const) {
    for (const { section, text } of splitBlocks(sides[side])) {
      const whole = `version: ${lockVersion}\n${section}:\n${text}`;
      if (seen.has(whole)) continue;
      seen.add(whole);
      const { lock, diagnostics } = readLockText(whole, 'lock');
      const [id] = lock === undefined || hasErrors(diagnostics) ? [] : lock[section].keys();
      if (lock !== undefined && id !== undefined) yield { side, section, id, lock };
      else dropped.push(`A block of \`${section}\` is damaged: ${firstWord(text)}`);
    }
  }
}

function firstWord(text: string): string {
  return `it begins with "${text.trim().split('\n')[0]?.slice(0, 60) ?? ''}".`;
}

interface TextBlock {
  readonly section: Block['section'];
  readonly text: string;
}

/** Two spaces before a word begin a block; a word at the beginning of the line begins a section. */
function splitBlocks(text: string): TextBlock[] {
  const blocks: { section: Block['section']; text: string }[] = [];
  let section: Block['section'] | undefined;
  let open: { section: Block['section']; text: string } | undefined;
  for (const line of text.split('\n')) {
    const head = /^(\w+):\s*$/.exec(line)?.[1];
    if (/^\S/.test(line)) {
      section = head === 'accounts' || head === 'instances' || head === 'emulated' ? head : line.startsWith('#') ? section : undefined;
      open = undefined;
    } else if (section !== undefined && /^ {2}\S/.test(line)) {
      open = { section, text: `${line}\n` };
      blocks.push(open);
    } else if (open !== undefined && line.trim() !== '') open.text += `${line}\n`;
  }
  return blocks;
}

/** One value per id: the only one, the one that fits, or ours. */
function pick<T>(
  blocks: readonly Block[],
  section: Block['section'],
  valueIn: (block: Block) => T | undefined,
  render: (value: T) => string,
  fits: (id: string, value: T) => boolean,
  chosen: string[],
): Map<string, T> {
  const found = new Map<string, { side: Side; value: T }[]>();
  for (const block of blocks.filter((one) => one.section === section)) {
    const value = valueIn(block);
    const versions = found.get(block.id) ?? [];
    found.set(block.id, versions);
    if (value !== undefined && !versions.some((one) => render(one.value) === render(value))) versions.push({ side: block.side, value });
  }
  const picked = new Map<string, T>();
  for (const [id, versions] of found) {
    const fitting = versions.find(({ value }) => fits(id, value));
    const one = fitting ?? versions[0];
    if (one === undefined) continue;
    picked.set(id, one.value);
    if (versions.length > 1 && section !== 'accounts') chosen.push(sentence(section, id, one.side, fitting !== undefined));
  }
  return picked;
}

function sentence(section: string, id: string, side: Side, isFitting: boolean): string {
  const what = section === 'emulated' ? `The emulated instance "${id}"` : `Instance "${id}"`;
  const why = isFitting ? 'it is what the recipe makes now' : 'nothing says which one is right';
  return `${what} stood there in two versions; ${side} was taken, since ${why}.`;
}

/** The keys of an account may come from two branches, one of which was emulated. */
function mergeAccounts(blocks: readonly Block[], picked: ReadonlyMap<string, LockedAccount>): Map<string, LockedAccount> {
  const merged = new Map(picked);
  for (const { section, id, lock } of blocks) {
    const [first, other] = [merged.get(id), lock.accounts.get(id)];
    if (section === 'accounts' && first !== undefined && other?.adapter === first.adapter) merged.set(id, { ...other, ...first });
  }
  return merged;
}

function fitsPlan(id: string, { steps }: LockedInstance, emulated: boolean, { plan, recipe }: RepairOptions): boolean {
  if (plan === undefined || plan.emulated !== emulated) return false;
  const nodes = plan.nodes.filter((node) => node.instance === id && (recipe === undefined || node.recipe === recipe));
  const known = nodes.filter(({ fingerprint }) => fingerprint !== undefined);
  return known.length > 0 && known.every(({ step, fingerprint }) => steps.get(step.id)?.fingerprint === fingerprint);
}

/** Instances that fit nothing are left out rather than believed. */
function withoutFaults(lock: Lock, dropped: string[]): Lock {
  const faults = checkLock(lock);
  dropped.push(...faults.map(({ message }) => message));
  const without = (emulated: boolean) =>
    new Map([...sectionOf(lock, emulated)].filter(([id]) => !faults.some((fault) => fault.id === id && fault.emulated === emulated)));
  return { ...lock, instances: without(false), emulated: without(true) };
}
