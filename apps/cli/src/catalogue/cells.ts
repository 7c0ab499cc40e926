import { plainText } from '@reelwright/errors';
import type { OwnFacts } from '@reelwright/provider';
import { formatPercent } from '../reporters/phrases.ts';

/** A text of the provider as it may stand in a table. */
export function cell(text: string | undefined, most = 60): string {
  return text === undefined ? '' : plainText(text, most);
}

/** An address without what follows its path: that is long, ends soon, and may be a key. */
export function addressCell(url: string | undefined): string {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed === null ? '' : cell(`${parsed.origin}${parsed.pathname}`, 200);
}

/** `ready`, `running 40 %`, `failed: …`. */
export function stateCell({ state, progress, reason }: OwnFacts): string {
  if (state === undefined) return '';
  if (state === 'running' && progress !== undefined) return `${state} ${formatPercent(progress)}`;
  return reason === undefined || reason.trim() === '' ? state : `${state}: ${cell(reason)}`;
}

/** `2027-06-30 14:05` in UTC. */
export function timeCell(time: number | undefined): string {
  if (time === undefined || !Number.isFinite(new Date(time).getTime())) return '';
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

export function authorizedCell({ authorized }: OwnFacts): string {
  return authorized === undefined ? '' : authorized ? 'yes' : 'no';
}
