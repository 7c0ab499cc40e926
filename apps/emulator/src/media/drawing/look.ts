import { mixRgb, type Rgb, rgb } from './canvas.ts';

export type HairStyle = 'bob' | 'long' | 'bun' | 'short' | 'curly';

/** Everything that tells one drawn presenter from another. */
export interface Look {
  readonly skin: Rgb;
  readonly skinShade: Rgb;
  readonly lips: Rgb;
  readonly hair: Rgb;
  readonly hairStyle: HairStyle;
  readonly iris: Rgb;
  readonly jacket: Rgb;
  readonly shirt: Rgb;
  readonly beard: boolean;
  readonly glasses: boolean;
  readonly wall: readonly [top: Rgb, bottom: Rgb];
  readonly accent: Rgb;
  readonly desk: Rgb;
  /** What hangs on the wall behind. */
  readonly decor: 'window' | 'shelf';
}

const skins = {
  light: { skin: rgb('#f4cdb0'), skinShade: rgb('#e3ab8b'), lips: rgb('#c8545c') },
  warm: { skin: rgb('#e9b68f'), skinShade: rgb('#d0936b'), lips: rgb('#b8484c') },
  tan: { skin: rgb('#cf9468'), skinShade: rgb('#b0764c'), lips: rgb('#a8443f') },
  brown: { skin: rgb('#a9704a'), skinShade: rgb('#8a5736'), lips: rgb('#8f322f') },
} as const;

const rooms = {
  mint: { wall: [rgb('#dfeae6'), rgb('#c3d8d2')], accent: rgb('#4f8a7e'), desk: rgb('#b98a63') },
  sand: { wall: [rgb('#efe6d8'), rgb('#dfd0b9')], accent: rgb('#c97b4a'), desk: rgb('#8d6748') },
  sky: { wall: [rgb('#dde7f0'), rgb('#bfd0e0')], accent: rgb('#466f9c'), desk: rgb('#a67f5d') },
  lilac: { wall: [rgb('#e7e2ee'), rgb('#cfc6dd')], accent: rgb('#74619a'), desk: rgb('#9a7558') },
} as const;

/** The two presenters of the checked-in footage. */
export const namedLooks = {
  mei: {
    ...skins.light,
    ...rooms.mint,
    hair: rgb('#2d2426'),
    hairStyle: 'bob',
    iris: rgb('#5a3b28'),
    jacket: rgb('#2f5d73'),
    shirt: rgb('#f7f3ec'),
    beard: false,
    glasses: false,
    decor: 'window',
  },
  omar: {
    ...skins.tan,
    ...rooms.sand,
    lips: mixRgb(skins.tan.lips, skins.tan.skin, 0.3),
    hair: rgb('#241c1a'),
    hairStyle: 'short',
    iris: rgb('#3c2718'),
    jacket: rgb('#39435c'),
    shirt: rgb('#cfdceb'),
    beard: true,
    glasses: true,
    decor: 'shelf',
  },
} as const satisfies Record<string, Look>;

/** A presenter of its own for every seed; the same seed gives the same one. */
export function lookFor(seed: string): Look {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // the lists below are never empty
  const hairStyle = pick<HairStyle>(['bob', 'long', 'bun', 'short', 'curly']);
  const skin = pick(Object.values(skins));
  return {
    ...skin,
    ...pick(Object.values(rooms)),
    lips: hairStyle === 'short' ? mixRgb(skin.lips, skin.skin, 0.3) : skin.lips,
    hair: pick(['#2d2426', '#4a3327', '#6b4226', '#8a5a34', '#3a3a40'].map(rgb)),
    hairStyle,
    iris: pick(['#5a3b28', '#3c2718', '#47663f', '#4a6c8c'].map(rgb)),
    jacket: pick(['#2f5d73', '#39435c', '#7a3f4f', '#3f6152', '#5b4a78'].map(rgb)),
    shirt: pick(['#f7f3ec', '#cfdceb', '#f2e2cf'].map(rgb)),
    beard: hairStyle === 'short' && random() < 0.4,
    glasses: random() < 0.3,
    decor: pick(['window', 'shelf'] as const),
  };
}

/** Numbers in [0, 1) that look random and follow from the seed alone (FNV-1a into mulberry32). */
export function createRandom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
