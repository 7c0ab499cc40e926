/** Device names of Windows: a folder or file of that name cannot be made there, with or without an extension. */
const reserved = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** True for names that some file system refuses. */
export function isReservedName(name: string): boolean {
  return reserved.test(name);
}

/**
 * The name of a recipe that has none of its own: that of its file, with `-` for what is not safe in a folder's name.
 *
 * @returns undefined when nothing is left of it.
 */
export function defaultRecipeName(file: string): string | undefined {
  const base = /[^/\\]*$/.exec(file)?.[0] ?? '';
  const name = base
    .replace(/(?:\.reel)?\.ya?ml$/i, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '');
  const cut = [...name]
    .slice(0, 63)
    .join('')
    .replace(/[.-]+$/, '');
  return cut === '' || isReservedName(cut) ? undefined : cut;
}
