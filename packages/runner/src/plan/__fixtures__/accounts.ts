import { createVirtualClock } from '@reelwright/clock';
import type { Capabilities, CheckInput, Finding, Provider } from '@reelwright/provider';
import { createFakeProvider } from '../../__fixtures__/fake-provider.ts';

const clock = createVirtualClock({ auto: false });
const native = { support: 'native' } as const;

export const allNative: Capabilities = {
  'clone-voice': native,
  'clone-avatar': native,
  tts: native,
  'lip-sync': native,
  'avatar-video': native,
  authorize: native,
};

const compiled: Capabilities = {
  ...allNative,
  'lip-sync': { support: 'compiled', to: ['clone-avatar', 'avatar-video'], note: 'It has avatars alone.' },
};

/** A provider of which nothing is asked but what it says of itself. */
export function account(more: Partial<Provider> = {}): Provider {
  return { ...createFakeProvider({ clock }), capabilities: allNative, ...more };
}

/** Makes avatars of footage, with the consent of the person; its films have the frame and the one quality that they have. */
export function avatarHouse(more: Partial<Provider> = {}): Provider {
  return account({ id: 'avatars', accountKey: 'avatars-1', capabilities: compiled, media: 'addresses', check: checkAvatarHouse, ...more });
}

/** Takes everything, and no consents. */
export function plainHouse(more: Partial<Provider> = {}): Provider {
  return account({ id: 'plain', accountKey: 'plain-1', check: checkPlainHouse, ...more });
}

function checkAvatarHouse({ kind, media, size, options, text }: CheckInput): Finding[] {
  const findings: Finding[] = [];
  const refuse = (code: Finding['code'], field: string, message: string) => void findings.push({ severity: 'error', code, field, message });
  const needs = ['clone-voice', 'clone-avatar', 'lip-sync', 'authorize'].includes(kind);
  if (needs && !media.some(({ purpose }) => purpose === 'consent')) refuse('PLAN_CONSENT', 'consent', `It wants a consent for a ${kind}.`);
  const { consent } = options ?? {};
  if (typeof consent === 'object' && consent !== null && 'statement' in consent && consent.statement === '')
    refuse('PLAN_CONSENT', 'consent', `It wants words for a ${kind}.`);
  const footage = kind === 'lip-sync' ? media.find(({ purpose }) => purpose === 'footage')?.facts : undefined;
  if (size !== undefined && (footage?.widthPx !== size.widthPx || footage.heightPx !== size.heightPx))
    refuse('PLAN_UNSUPPORTED', 'size', 'It renders in the frame of the footage.');
  if (options?.quality === 'high') refuse('PLAN_UNSUPPORTED', 'quality', `It has one quality for a ${kind}.`);
  if (text !== undefined && text.length > 100) refuse('PLAN_LIMIT', 'text', 'The text is too long for it.');
  return findings;
}

function checkPlainHouse({ options, media }: CheckInput): Finding[] {
  const told: Finding[] = media.some(({ purpose }) => purpose === 'consent')
    ? [{ severity: 'warning', code: 'PLAN_UNSUPPORTED', field: 'consent', message: 'It has no place for a consent.' }]
    : [];
  if (options?.language === undefined) return told;
  return [...told, { severity: 'warning', code: 'PLAN_UNSUPPORTED', field: 'language', message: 'It has no place for a language.' }];
}
