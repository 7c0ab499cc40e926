import { InternalError, isReelwrightError, plainText, type ReelwrightError } from '@reelwright/errors';
import type { Palette } from './palette.ts';
import { explainSystemFault } from './system-fault.ts';

/**
 * An error as people read it: `error CODE: message`, its place, the provider's own words, a hint. Never a stack trace
 * unless `debug` asks for it.
 */
export function renderError(error: unknown, palette: Palette, { debug = false }: { readonly debug?: boolean } = {}): string {
  const known = asReelwrightError(error);
  const place =
    known.location === undefined ? '' : `${plainText(known.location.file, 1000)}:${known.location.line}:${known.location.column} `;
  const lines = [`${place}${palette.red('error')} ${known.code}: ${plainText(known.message, 2000)}`];
  const wire = renderWire(known);
  if (wire !== undefined) lines.push(palette.dim(`   ${wire}`));
  if (known.hint !== undefined) lines.push(`   hint: ${plainText(known.hint, 1000)}`);
  if (debug) lines.push(...renderCauses(error));
  return lines.join('\n');
}

/** What was thrown, what the system refused, or an `InternalError` around it: whatever nobody foresaw is our own fault. */
export function asReelwrightError(error: unknown): ReelwrightError {
  if (isReelwrightError(error)) return error;
  const refused = explainSystemFault(error);
  if (refused) return refused;
  const message = error instanceof Error ? error.message : String(error);
  return new InternalError(`Something went wrong inside Reelwright: ${message}`, error);
}

/** The facts with which a provider's support finds a call: `chanjing said: 50011 "…" (trace 8f…, POST /open/v1/…)`. */
function renderWire(error: ReelwrightError): string | undefined {
  if (!('wire' in error) || !('provider' in error)) return undefined;
  return describeWire(String(error.provider), error.wire as WireWords);
}

/** `WireFacts` as any reader of an error may meet them: every part may be missing. */
export interface WireWords {
  readonly code?: string;
  readonly message?: string;
  readonly traceId?: string;
  readonly httpStatus?: number;
  readonly call?: string;
}

export function describeWire(provider: string, wire: WireWords): string | undefined {
  const said = [wire.code, wire.message === undefined ? undefined : `"${plainText(wire.message, 300)}"`].filter(
    (part) => part !== undefined,
  );
  const about = [
    wire.traceId === undefined ? undefined : `trace ${plainText(wire.traceId, 100)}`,
    wire.httpStatus === undefined ? undefined : `HTTP ${wire.httpStatus}`,
    wire.call === undefined ? undefined : plainText(wire.call, 200),
  ].filter((part) => part !== undefined);
  if (said.length === 0 && wire.httpStatus === undefined) return about.length === 0 ? undefined : `the call: ${about.join(', ')}`;
  return `${provider} answered${said.length > 0 ? `: ${said.join(' ')}` : ''}${about.length > 0 ? ` (${about.join(', ')})` : ''}`;
}

function renderCauses(error: unknown): string[] {
  const lines: string[] = [];
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    lines.push(`${depth === 0 ? '' : 'caused by: '}${cause.stack ?? String(cause)}`);
  }
  return lines;
}
