import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours and weights for one stream; each function gives plain text back where the stream wants none. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Whether a stream is drawn in colour: NO_COLOR, FORCE_COLOR and TERM=dumb are heeded, in this order. */
export function wantsColour(environment: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  if (environment.NO_COLOR) return false;
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTTY && environment.TERM !== 'dumb';
}

export function createPalette(coloured: boolean): Palette {
  const paint = (format: Format) => (text: string) => (coloured ? styleText(format, text, { validateStream: false }) : text);
  return { bold: paint('bold'), dim: paint('dim'), red: paint('red'), green: paint('green'), yellow: paint('yellow'), cyan: paint('cyan') };
}
