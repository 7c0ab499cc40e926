/** How much a file may hold. What exceeds it is a diagnostic before it costs time or memory. */
export interface ParseLimits {
  readonly sizeBytes: number;
  /** Words, signs, spaces and line ends, as the reader tells them apart; bounds the time for a file that is all signs. */
  readonly tokens: number;
  /** Levels of maps and lists, aliases written out. */
  readonly depth: number;
  readonly aliases: number;
  /** Values that aliases add when they are written out. */
  readonly aliasedValues: number;
}

export const defaultLimits: ParseLimits = {
  sizeBytes: 4 * 1024 * 1024,
  tokens: 1_000_000,
  depth: 64,
  aliases: 100,
  aliasedValues: 10_000,
};
