import type { TagEntry } from '@reelwright/provider';
import { knownHint, shownAccount } from '../accounts.ts';
import { usageError } from '../usage-error.ts';
import type { OpenedCatalogue } from './open-catalogue.ts';

/**
 * The ids behind the words of `--tag`: names of tags, or ids.
 *
 * @throws {ReelwrightError} CLI_USAGE for a word that is no tag of the service.
 */
export async function tagIds(
  of: 'voices' | 'avatars',
  words: readonly string[],
  { catalogue, account, signal }: OpenedCatalogue,
): Promise<string[]> {
  if (words.length === 0) return [];
  const tags: readonly TagEntry[] = (await catalogue.tags?.(of, { signal })) ?? [];
  if (tags.length === 0) throw usageError(`${shownAccount(account)} has no tags for ${of}.`, 'Leave --tag out.');
  return words.map((word) => {
    const found = tags.find(({ id, name }) => id === word || name === word);
    if (found !== undefined) return found.id;
    throw usageError(
      `${shownAccount(account)} has no tag "${word}" for ${of}.`,
      knownHint(
        word,
        tags.map(({ name }) => name),
      ),
    );
  });
}
