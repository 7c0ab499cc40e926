import { nodeAt, type SourceNode } from '../parse/source-node.ts';
import type { Explained, ShapeWords } from '../schema/explain-shape.ts';
import { wrongVersion } from '../schema/recipe-words.ts';
import { wrongValueHint } from '../schema/value-hints.ts';
import { shown } from '../sentences.ts';

const laterKeys: ReadonlySet<string> = new Set(['defaults']);
/** Keys of recipes. */
const recipeKeys: ReadonlySet<string> = new Set(['name', 'inputs', 'steps', 'outputs']);

const owners: Readonly<Record<string, string>> = { providers: 'account', consents: 'consent', cast: 'member', profiles: 'profile' };

const examples: Readonly<Record<string, string>> = {
  provider: 'Write provider: chanjing, or leave the line away.',
  file: 'Write { file: path }.',
  sample: 'Write clone: and the path of a sound file, or { sample: path, language: … }.',
  video: 'Write clone: and the path of the footage, or { video: path, language: … }.',
  id: 'Write { id: …, figure: … }, or the id alone.',
  recording: 'Write recording: { voice: path, face: path }.',
  grants: 'Write grants: [voice, face], or leave the line away.',
  'voice avatar': 'Write voice: or avatar:, and below it an id per provider.',
  kind: 'Write store: { kind: directory, path: … }, or kind: s3 with endpoint, region, bucket and keys.',
  voice: 'Write voice: { chanjing: … }, or voice: { clone: path }.',
  avatar: 'Write avatar: { chanjing: … }, or avatar: { clone: path }.',
};

/** What a project file adds to the general sentences about shapes. */
export const projectWords: ShapeWords = {
  owner(path) {
    const [area = '', name] = path;
    if (path.length === 0) return 'A project file';
    const last = shown(path.at(-1) ?? '');
    const owner = Object.hasOwn(owners, area) && name !== undefined ? owners[area] : undefined;
    if (owner === undefined) return last;
    return path.length === 2 ? `${owner.charAt(0).toUpperCase()}${owner.slice(1)} ${last}` : `${last} of ${owner} ${shown(name ?? '')}`;
  },
  code: () => 'PROJECT_INVALID',
  unknownKeyHint(path, key) {
    if (path.length > 0) return undefined;
    if (recipeKeys.has(key)) return 'Recipes stand in files of their own, <name>.reel.yaml.';
    return laterKeys.has(key) ? `"${key}" is not part of this version of the language.` : undefined;
  },
  missingKeyHint: (path, key) => exampleOf(key) ?? exampleOf(path.at(-1) ?? ''),
  wrongValueHint(path, node) {
    const key = path.at(-1);
    if (path[0] === 'consents' && key === 'expires') return dayHint(node);
    if (path[0] === 'consents' && key === 'grants' && node.kind === 'scalar') return `Write grants: [${node.value ?? 'voice, face'}].`;
    if (path[2] === 'budget' && key === 'video' && node.kind === 'scalar' && typeof node.value === 'number') {
      return `Write ${node.value}s for seconds, or ${node.value}m for minutes.`;
    }
    if (path[0] === 'cast' && path.length === 3 && node.kind === 'scalar' && node.value !== null) return exampleOf(key ?? '');
    return wrongValueHint(path, node);
  },
  nameHint: (path) =>
    path[0] === 'cast' && path.length === 3
      ? 'An account or provider is named in lower case: a letter, then letters, digits and -.'
      : undefined,
  special(fault, path, context): Explained | undefined {
    if (fault.keyword === 'const' && path[0] === 'version') {
      const explained = wrongVersion(path, context);
      return explained?.code === 'RECIPE_INVALID_VALUE' ? { ...explained, code: 'PROJECT_INVALID' } : explained;
    }
    // A text where settings belong may be a secret: say what is wrong without saying what stands there.
    const node = nodeAt(context.root, path);
    const hint = path.length <= (depthOfSettings[path[0] ?? ''] ?? -1) ? settingsHints[path[0] ?? ''] : undefined;
    if (fault.keyword !== 'type' || hint === undefined || node === undefined) return undefined;
    return { code: 'PROJECT_INVALID', message: `${shown(path.at(-1) ?? '')} must be a map.`, hint, range: node };
  },
};

/** How deep the maps of settings stand that a text must not take the place of. */
const depthOfSettings: Readonly<Record<string, number>> = { providers: 2, store: 1 };
const settingsHints: Readonly<Record<string, string>> = {
  providers: 'Write providers: and below it a provider with its settings.',
  store: 'Write store: { kind: directory, path: … }, or kind: s3 with endpoint, region, bucket and keys.',
};

function exampleOf(key: string): string | undefined {
  return Object.hasOwn(examples, key) ? examples[key] : undefined;
}

/** `2027-6-30` lacks a zero. */
function dayHint(node: SourceNode): string {
  const [, year, month = '', day = ''] =
    /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(node.kind === 'scalar' ? String(node.value) : '') ?? [];
  return year === undefined
    ? 'Write year, month and day, such as 2027-06-30.'
    : `Write ${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}.`;
}
