/**
 * Regular expressions of authors, matched in time proportional to the text: JavaScript's own engine tries again and again, and
 * `(a+)+$` on thirty letters would hang a run. The same syntax and meaning (flag `u`), without look-around, back-references and `\b`.
 */
export interface LinearPattern {
  test(text: string): boolean;
}

/** Why a pattern is not taken, as the end of a sentence. */
export interface PatternFault {
  readonly reason: string;
}

/** A state of the machine: what it takes, or where it goes without taking anything. */
type State =
  | { readonly kind: 'take'; readonly accepts: (character: string) => boolean; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'start' | 'end'; next: number }
  | { readonly kind: 'match' };

const maxStates = 500;
const maxLength = 500;

/** Compiles a pattern, or says why it is not taken. */
export function compilePattern(source: string): LinearPattern | PatternFault {
  if (source.length > maxLength) return { reason: `is longer than ${maxLength} characters` };
  try {
    new RegExp(source, 'u');
  } catch (error) {
    return { reason: `is no regular expression (${error instanceof Error ? error.message.replace(/^.*\/u: /, '').toLowerCase() : ''})` };
  }
  try {
    const states = new PatternCompiler(source).compile();
    return { test: (text) => run(states, text) };
  } catch (error) {
    if (error instanceof Unsupported) return { reason: error.message };
    throw error;
  }
}

class Unsupported extends Error {}

/** A piece of the machine: where it begins, and the slots that lead out of it. */
interface Fragment {
  readonly start: number;
  readonly exits: readonly ((next: number) => void)[];
}

/** Builds the machine from the end: each parser is handed nothing and gives a fragment whose exits are tied later. */
class PatternCompiler {
  readonly #source: string;
  readonly #states: State[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** The machine; it begins at the last state. */
  compile(): readonly State[] {
    const body = this.#alternatives();
    const match = this.#add({ kind: 'match' });
    tie(body, match);
    this.#add({ kind: 'split', next: body.start, other: body.start });
    return this.#states;
  }

  #alternatives(): Fragment {
    let whole = this.#sequence();
    while (this.#take('|')) whole = this.#either(whole, this.#sequence());
    return whole;
  }

  #sequence(): Fragment {
    let whole = this.#nothing();
    while (this.#at < this.#source.length && !this.#sees('|') && !this.#sees(')')) whole = chain(whole, this.#repeated());
    return whole;
  }

  #repeated(): Fragment {
    const from = this.#at;
    const first = this.#atom();
    const times = this.#quantifier();
    if (times === undefined) return first;
    const again = () => this.#reparse(from, () => this.#atom());
    const [least, most] = times;
    if (most === 0) return this.#nothing();
    let whole = least > 0 || most === undefined ? first : this.#optional(first);
    for (let count = 1; count < least; count++) whole = chain(whole, again());
    if (most === undefined) return least === 0 ? this.#star(first) : chain(whole, this.#star(again()));
    for (let count = Math.max(1, least); count < most; count++) whole = chain(whole, this.#optional(again()));
    return whole;
  }

  /** `[least, most]`; most is undefined for "any number". */
  #quantifier(): readonly [number, number | undefined] | undefined {
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(this.#source.slice(this.#at, this.#at + 40));
    if (!found) return undefined;
    this.#at += found[0].length;
    const [, sign, low = '0', comma, high = ''] = found;
    if (sign) return sign === '*' ? [0, undefined] : sign === '+' ? [1, undefined] : [0, 1];
    const least = Number(low);
    const most = comma === undefined ? least : high === '' ? undefined : Number(high);
    if (least > maxStates || (most ?? 0) > maxStates) throw new Unsupported('repeats too often');
    return [least, most];
  }

  #atom(): Fragment {
    if (this.#take('(')) return this.#group();
    if (this.#take('^')) return this.#single({ kind: 'start', next: -1 });
    if (this.#take('$')) return this.#single({ kind: 'end', next: -1 });
    if (this.#sees('[')) return this.#class();
    if (this.#sees('\\')) return this.#escape();
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += character.length;
    if (character === '.') return this.#taking((other) => !/^[\n\r\u2028\u2029]$/.test(other));
    return this.#taking((other) => other === character);
  }

  #group(): Fragment {
    if (/^\?(?:=|!|<=|<!)/.test(this.#source.slice(this.#at, this.#at + 3))) throw new Unsupported('looks around');
    const head = /^\?(?::|<[^>]*>)/.exec(this.#source.slice(this.#at, this.#at + 80));
    if (!head && this.#sees('?')) throw new Unsupported('uses a kind of group that is not known here');
    this.#at += head?.[0].length ?? 0;
    const inside = this.#alternatives();
    this.#take(')');
    return inside;
  }

  #class(): Fragment {
    let end = this.#at + 1;
    while (end < this.#source.length && this.#source[end] !== ']') end += this.#source[end] === '\\' ? 2 : 1;
    return this.#byLibrary(end + 1);
  }

  #escape(): Fragment {
    const rest = this.#source.slice(this.#at, this.#at + 60);
    if (/^\\[bB]/.test(rest)) throw new Unsupported('asks for the border of a word');
    if (/^\\(?:[1-9]|k)/.test(rest)) throw new Unsupported('refers back to what it has matched');
    const length = /^\\(?:[pP]\{[^}]*\}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|.)/su.exec(rest)?.[0].length ?? 2;
    return this.#byLibrary(this.#at + length);
  }

  /** A class or an escape takes one character: JavaScript's own engine decides that in no time. */
  #byLibrary(end: number): Fragment {
    const one = new RegExp(`^(?:${this.#source.slice(this.#at, end)})$`, 'u');
    this.#at = end;
    const known = new Map<string, boolean>();
    return this.#taking((character) => {
      const accepted = known.get(character) ?? one.test(character);
      known.set(character, accepted);
      return accepted;
    });
  }

  #taking(accepts: (character: string) => boolean): Fragment {
    return this.#single({ kind: 'take', accepts, next: -1 });
  }

  #nothing(): Fragment {
    const state: State = { kind: 'split', next: -1, other: -1 };
    return { start: this.#add(state), exits: [(next) => Object.assign(state, { next, other: next })] };
  }

  #single(state: Exclude<State, { readonly kind: 'match' }>): Fragment {
    return { start: this.#add(state), exits: [(next) => Object.assign(state, { next })] };
  }

  #either(a: Fragment, b: Fragment): Fragment {
    return { start: this.#add({ kind: 'split', next: a.start, other: b.start }), exits: [...a.exits, ...b.exits] };
  }

  #optional(inside: Fragment): Fragment {
    const state: State = { kind: 'split', next: inside.start, other: -1 };
    return { start: this.#add(state), exits: [...inside.exits, (next) => Object.assign(state, { other: next })] };
  }

  #star(inside: Fragment): Fragment {
    const state: State = { kind: 'split', next: inside.start, other: -1 };
    const start = this.#add(state);
    tie(inside, start);
    return { start, exits: [(next) => Object.assign(state, { other: next })] };
  }

  #reparse(from: number, parse: () => Fragment): Fragment {
    const at = this.#at;
    this.#at = from;
    const fragment = parse();
    this.#at = at;
    return fragment;
  }

  #add(state: State): number {
    if (this.#states.length >= maxStates) throw new Unsupported('is too large');
    return this.#states.push(state) - 1;
  }

  #sees(character: string): boolean {
    return this.#source[this.#at] === character;
  }

  #take(character: string): boolean {
    if (!this.#sees(character)) return false;
    this.#at += 1;
    return true;
  }
}

function tie(fragment: Fragment, next: number): void {
  for (const exit of fragment.exits) exit(next);
}

function chain(a: Fragment, b: Fragment): Fragment {
  tie(a, b.start);
  return { start: a.start, exits: b.exits };
}

/** Walks all ways at once; a match may begin at any character. */
function run(states: readonly State[], text: string): boolean {
  const characters = [...text];
  let current = new Set<number>();
  for (let at = 0; ; at++) {
    if (enter(states, states.length - 1, current, at, characters.length)) return true;
    const character = characters[at];
    if (character === undefined) return false;
    const next = new Set<number>();
    for (const index of current) {
      const state = states[index];
      if (state?.kind === 'take' && state.accepts(character) && enter(states, state.next, next, at + 1, characters.length)) return true;
    }
    current = next;
  }
}

/** Adds a state and all that can be reached from it without a character. True when the match is among them. */
function enter(states: readonly State[], from: number, into: Set<number>, at: number, length: number): boolean {
  const pending = [from];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const state = states[index];
    if (state === undefined || into.has(index)) continue;
    into.add(index);
    if (state.kind === 'match') return true;
    if (state.kind === 'split') pending.push(state.other, state.next);
    else if (state.kind === 'start' && at === 0) pending.push(state.next);
    else if (state.kind === 'end' && at === length) pending.push(state.next);
  }
  return false;
}
