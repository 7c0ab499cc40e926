/** What happens in a history follows from its seed and a name, not from the order in which it is asked for. */
export interface Chance {
  /** 0 to 1. */
  number(name: string): number;
  /** Both ends included. */
  integer(least: number, most: number, name: string): number;
  pick<T>(items: readonly [T, ...T[]], name: string): T;
}

export function createChance(seed: number): Chance {
  const number = (name: string) => mix(hash(`${seed} ${name}`)) / 2 ** 32;
  const integer = (least: number, most: number, name: string) => least + Math.floor(number(name) * (most - least + 1));
  return { number, integer, pick: (items, name) => items[integer(0, items.length - 1, name)] ?? items[0] };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** Spreads what is near (murmur3's last step). */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
