/** A sound of the little voice that Reelwright has of its own. */
export interface Phone {
  readonly kind: 'voiced' | 'noise' | 'silence';
  readonly durationMs: number;
  /** Resonances in Hz: of the throat and mouth for voiced sounds, of the hiss for noise. */
  readonly formants: readonly [number, number, number];
  readonly level: number;
  /** Pitch at its beginning and end, as a factor. */
  readonly pitch: readonly [number, number];
}

export interface PhonePlan {
  readonly phones: readonly Phone[];
  /** Offset in the text, and number of the phone that begins there. */
  readonly words: readonly (readonly [offset: number, phone: number])[];
}

const flat: readonly [number, number] = [1, 1];
const vowels: Record<string, readonly [number, number, number]> = {
  a: [750, 1250, 2500],
  e: [520, 1850, 2550],
  i: [310, 2250, 2950],
  o: [500, 900, 2450],
  u: [330, 800, 2300],
  y: [320, 2050, 2700],
};
const hums: Record<string, readonly [number, number, number]> = {
  m: [260, 1000, 2200],
  n: [280, 1600, 2500],
  l: [360, 1200, 2700],
  r: [420, 1250, 1650],
  w: [310, 700, 2200],
};
const hisses: Record<string, readonly [number, number, number]> = {
  s: [5200, 6400, 7400],
  z: [4800, 6000, 7000],
  c: [4600, 5800, 7000],
  x: [4200, 5600, 6800],
  f: [2600, 5200, 7200],
  v: [1200, 3000, 5200],
  h: [900, 1700, 2700],
};
const bursts: Record<string, readonly [number, number, number]> = {
  p: [900, 1500, 2500],
  b: [700, 1300, 2400],
  t: [3600, 4800, 6000],
  d: [3000, 4200, 5600],
  k: [1800, 2600, 3800],
  g: [1600, 2400, 3600],
  q: [1800, 2600, 3800],
  j: [2600, 3800, 5200],
};
const digits = ['zero', 'one', 'two', 'tri', 'for', 'faiv', 'six', 'seven', 'eit', 'nain'];
const tones: readonly (readonly [number, number])[] = [
  [1.15, 1.15],
  [0.92, 1.2],
  [0.95, 0.82],
  [1.25, 0.85],
];

/** What the little voice says to a text: Latin letters by their sound, every other character as a syllable with a tone of its own. */
export function planPhones(text: string): PhonePlan {
  const phones: Phone[] = [];
  const words: [number, number][] = [];
  let offset = 0;
  let inWord = false;
  for (const character of text) {
    const isLetter = /[\p{L}\p{N}]/u.test(character);
    const isLatin = /[\p{Script=Latin}\d]/u.test(character);
    if (isLetter && !(inWord && isLatin)) words.push([offset, phones.length]);
    if (isLetter) phones.push(...(isLatin ? latin(character) : syllable(character)));
    else phones.push(...rest(character, inWord));
    inWord = isLetter && isLatin;
    offset += character.length;
  }
  return { phones, words };
}

function latin(character: string): Phone[] {
  const digit = digits[Number.parseInt(character, 10)];
  if (digit !== undefined) return [...digit].flatMap(letter);
  return [...character.normalize('NFD').toLowerCase()].flatMap(letter);
}

function letter(name: string): Phone[] {
  const [vowel, hum, hiss, burst] = [vowels[name], hums[name], hisses[name], bursts[name]];
  if (vowel) return [{ kind: 'voiced', durationMs: 105, formants: vowel, level: 1, pitch: flat }];
  if (hum) return [{ kind: 'voiced', durationMs: 62, formants: hum, level: 0.55, pitch: flat }];
  if (hiss) return [{ kind: 'noise', durationMs: 78, formants: hiss, level: 0.5, pitch: flat }];
  if (burst) return [silence(34), { kind: 'noise', durationMs: 20, formants: burst, level: 0.8, pitch: flat }];
  return [];
}

/** A consonant, a vowel and a tone that belong to the character for good. */
function syllable(character: string): Phone[] {
  const code = (character.codePointAt(0) ?? 0) * 2654435761;
  const pick = <T>(list: readonly T[], shift: number): T => list[Math.floor(code / 2 ** shift) % list.length] as T; // lists are never empty
  const onset = letter(pick(['m', 'n', 'l', 's', 't', 'k', 'f', 'h', 'w', 'p', 'x', 'd'], 4));
  const vowel = vowels[pick(['a', 'e', 'i', 'o', 'u', 'y'], 9)] ?? [500, 1500, 2500];
  return [...onset, { kind: 'voiced', durationMs: 150, formants: vowel, level: 1, pitch: pick(tones, 13) }];
}

function rest(character: string, afterWord: boolean): Phone[] {
  if (/[,;:，、；：—…]/.test(character)) return [silence(190)];
  return afterWord && /\s/.test(character) ? [silence(45)] : [];
}

function silence(durationMs: number): Phone {
  return { kind: 'silence', durationMs, formants: [500, 1500, 2500], level: 0, pitch: flat };
}
