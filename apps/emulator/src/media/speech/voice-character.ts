import { createRandom } from '../drawing/look.ts';

/** What makes a voice recognizable. */
export interface VoiceCharacter {
  readonly sex: 'female' | 'male';
  /** Mean pitch in Hz. */
  readonly pitchHz: number;
  /** The language of what has no letters, and of a text in Latin letters that is `cn`: still English. */
  readonly language: 'cn' | 'en';
  /** 0 to 1, from the seed: picks among timbres. */
  readonly timbre: number;
  /** 1 is normal. */
  readonly speed: number;
}

export interface VoiceWish {
  readonly seed: string;
  readonly sex?: 'female' | 'male';
  readonly language?: 'cn' | 'en';
}

/** Pitch that divides women's voices from men's, in Hz. */
const divide = 155;

/**
 * The voice for a wish. The pitch of a sample that was cloned counts more than the sex that was said.
 *
 * @param samplePitchHz Measured in the sample, where that was possible.
 * @param pitch Factor asked for, 1 is normal.
 */
export function voiceCharacter(wish: VoiceWish, samplePitchHz: number | undefined, speed: number, pitch: number): VoiceCharacter {
  const random = createRandom(wish.seed);
  const [first, second, third] = [random(), random(), random()];
  const sex = samplePitchHz === undefined ? (wish.sex ?? (first < 0.5 ? 'female' : 'male')) : samplePitchHz > divide ? 'female' : 'male';
  const own = samplePitchHz ?? (sex === 'female' ? 188 + 40 * second : 96 + 24 * second);
  return { sex, pitchHz: Math.min(420, Math.max(60, own * pitch)), language: wish.language ?? 'en', timbre: third, speed };
}
