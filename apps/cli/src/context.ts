import type { Host } from './host.ts';
import type { Palette } from './palette.ts';
import type { SecretRegistry } from './secrets.ts';

/** What every command is given. Both streams of the host mask secrets already. */
export interface CommandContext {
  readonly host: Host;
  readonly secrets: SecretRegistry;
  /** For what goes to stderr. */
  readonly palette: Palette;
  readonly debug: boolean;
}

/** Data for programs: one JSON document and a line break. */
export function printJson({ host }: CommandContext, value: unknown): void {
  host.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** A line for people. */
export function tell({ host }: CommandContext, text: string): void {
  host.stderr.write(`${text}\n`);
}
