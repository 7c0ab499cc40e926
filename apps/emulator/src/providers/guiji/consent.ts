import type { Call, GuijiWorld } from './call.ts';
import { fetchMedium } from './fetch-media.ts';
import type { Fields } from './fields.ts';

/** What the person who is cloned has said, and where that was recorded. */
export interface Consent {
  readonly text: string;
  readonly sha256: string;
  /** Whether the recording is one: nobody here listens to what is said in it. */
  readonly usable: boolean;
}

/** What a consent is for. */
export type Subject = `scene/${number}` | `voice/${string}`;

interface KeptConsent {
  readonly at: number;
  readonly usable: boolean;
  /** Given later, for a clone from before consents were asked for. */
  readonly historical: boolean;
}

/** @throws {Refusal} 40015 when a part of it is missing, 40017 when the recording cannot be fetched. */
export async function readConsent(call: Call, fields: Fields, recorded: 'audio' | 'video'): Promise<Consent> {
  const address = fields.text('authorizeUrl');
  const text = fields.text('authorizeText');
  const medium = await fetchMedium(call, address, recorded);
  const usable = medium.durationMs > 0 && (recorded === 'video' ? medium.kind === 'video' : medium.hasAudio);
  return { text, sha256: medium.sha256, usable };
}

export function keepConsent(world: GuijiWorld, { owner, subject, at, usable, historical = false }: KeptConsentOrder): void {
  world.store.collection<KeptConsent>('guiji-consent').put(`${owner}/${subject}`, { at, usable, historical });
}

interface KeptConsentOrder {
  readonly owner: string;
  readonly subject: Subject;
  readonly at: number;
  readonly usable: boolean;
  readonly historical?: boolean;
}

/** 0 until somebody has looked at it, then 1; `undefined` for a clone that nobody has given a consent for. */
export function authorizeStatus(world: GuijiWorld, owner: string, subject: Subject, now: number): 0 | 1 | undefined {
  const kept = world.store.collection<KeptConsent>('guiji-consent').get(`${owner}/${subject}`);
  if (kept === undefined || (!kept.historical && world.quirks.authorizeStatus === 'absent')) return undefined;
  return kept.usable && now >= kept.at + world.timings.guijiConsentMs ? 1 : 0;
}
