import type { ErrorCode } from '@reelwright/errors';
import { mapIn, nodeAt, type SourceNode } from '../parse/source-node.ts';
import type { StepUses } from '../recipe.ts';
import { either, shown } from '../sentences.ts';
import { isStepUses, stepKind, stepKinds } from '../step-kinds.ts';
import { describeNode } from './describe-value.ts';
import { type Explained, keyRange, type ShapeContext, type ShapeWords } from './explain-shape.ts';
import { wrongValueHint } from './value-hints.ts';

/** Keys that the design names and a later version will know. */
const laterKeys: ReadonlySet<string> = new Set(['extends', 'matrix', 'rows', 'defaults', 'components']);
/** Keys of the project file. */
const projectKeys: ReadonlySet<string> = new Set(['providers', 'consents', 'cast', 'profiles', 'store']);

const stepExample: Readonly<Record<StepUses, string>> = {
  'clone-voice': 'sample: assets/mei.wav',
  'clone-avatar': 'video: assets/mei.mp4',
  tts: 'voice: ${{ steps.voice.voice }} and text: …',
  'lip-sync': 'video: assets/mei.mp4 and audio: ${{ steps.speech.audio }}',
  'avatar-video': 'avatar: ${{ cast.mei.avatar }} and audio: ${{ steps.speech.audio }}',
  authorize: 'voice: or avatar: and consent: mei-2026',
  captions: 'from: ${{ steps.speech.captions }}',
  join: 'videos: and a list of films',
};

const examples: Readonly<Record<string, string>> = {
  steps: 'Write steps: and below it the name of a step with uses: and with:.',
  outputs: 'Write what is kept, such as outputs: { video: "${{ steps.film.video }}" }.',
  uses: `Write uses: and one of ${either([...stepKinds.keys()])}.`,
  type: 'Write type: string, number, integer or boolean.',
  provider: 'Write provider: chanjing, or leave the line away.',
  voice: 'Write voice: ${{ steps.voice.voice }}, or the provider’s id of a voice.',
  avatar: 'Write avatar: ${{ cast.mei.avatar }}, or the provider’s id of an avatar.',
  text: 'Write text: and the words, or text: { file: path }.',
  sample: 'Write sample: and the path of a sound file.',
  video: 'Write video: and the path of the footage.',
  videos: 'Write videos: and a list of films, such as [assets/intro.mp4, "${{ steps.film.video }}"].',
  consent: 'Write consent: and the name of a record in reelwright.yaml.',
  from: 'Write from: ${{ steps.speech.captions }}.',
  file: 'Write { file: path }.',
  position: 'Write position: { x: 0, y: 0, width: 1080, height: 1920 }.',
  id: 'Write { id: …, figure: … }, or the id alone.',
  'audio voice text': 'Write audio: ${{ steps.speech.audio }}, or voice: and text:.',
  'voice avatar': 'Write voice: or avatar: and the clone that is to be authorized.',
};

/** What a recipe adds to the general sentences about shapes. */
export const recipeWords: ShapeWords = {
  owner(path, root) {
    const [area, name, part] = path;
    if (area === undefined) return 'A recipe';
    if (area === 'inputs' && path.length === 2) return `Input ${shown(name ?? '')}`;
    if (area !== 'steps' || name === undefined) return shown(path.at(-1) ?? '');
    if (path.length === 2) return `Step ${shown(name)}`;
    if (part === 'with' && path.length === 3) return `"with" of step ${shown(name)} (${usesOf(path, root) ?? 'of no kind'})`;
    return `${shown(path.at(-1) ?? '')} of step ${shown(name)}`;
  },
  code(keyword, path, fallback): ErrorCode {
    if (keyword === 'enum' && path[0] === 'steps' && path.length === 3) return 'RECIPE_UNKNOWN_USES';
    if (keyword === 'pattern' && path[3] === 'text' && path.at(-1) !== 'file') return 'RECIPE_EMPTY_TEXT';
    if (keyword === 'pattern' && (path.length === 1 || path[0] === 'provider')) return 'RECIPE_INVALID_NAME';
    return fallback;
  },
  unknownKeyHint(path, key, root) {
    if (key === '<<') return 'Merge keys are not part of YAML 1.2: write the keys out.';
    if (path.length === 0 && isStep(root, key)) return `A step stands below "steps": indent "${key}".`;
    if (path.length === 0 && laterKeys.has(key)) return `"${key}" is not part of this version of the language.`;
    if (path.length === 0 && key === 'profile') return 'A profile is chosen when the recipe runs: --profile and its name.';
    if (path.length === 0 && projectKeys.has(key)) return `"${key}" stands in reelwright.yaml, which all recipes of a project share.`;
    if (path[0] !== 'steps') return undefined;
    const uses = usesOf(path, root);
    if (path.length === 2 && uses !== undefined && stepKind(uses).fields.has(key)) return `Write "${key}" inside "with".`;
    if (path.length !== 3) return undefined;
    if (['uses', 'needs', 'provider', 'with'].includes(key)) return `Write "${key}" beside "with", not inside.`;
    const others = [...stepKinds].filter(([, { fields }]) => fields.has(key)).map(([other]) => other);
    return others.length === 0 ? undefined : `Only ${either(others, 'and')} steps know "${key}".`;
  },
  missingKeyHint(path, key, root) {
    const uses = usesOf(path, root);
    if (key === 'with' && uses !== undefined) return `Write with: and below it ${stepExample[uses]}.`;
    return Object.hasOwn(examples, key)
      ? examples[key]
      : Object.hasOwn(examples, path.at(-1) ?? '')
        ? examples[path.at(-1) ?? '']
        : undefined;
  },
  wrongValueHint,
  special(fault, path, context) {
    if (fault.keyword === 'const' && path[0] === 'version') return wrongVersion(path, context);
    if (fault.keyword === 'enum' && path[0] === 'steps' && path.at(-1) === 'uses') return unknownUses(path, context);
    if (fault.keyword === 'type' && path.length === 0) return noMap(context);
    return undefined;
  },
};

/** True for a map that says what it uses, under a key of the file itself: a step that lost its indentation. */
export function isStep(root: SourceNode, key: string): boolean {
  const node = nodeAt(root, [key]);
  return node?.kind === 'map' && node.entries.has('uses');
}

function usesOf(path: readonly string[], root: SourceNode): StepUses | undefined {
  const step = nodeAt(root, path.slice(0, 2));
  const uses = step?.kind === 'map' ? step.entries.get('uses')?.value : undefined;
  return uses?.kind === 'scalar' && isStepUses(uses.value) ? uses.value : undefined;
}

/** Also for project files, which have versions of the same language. */
export function wrongVersion(path: readonly string[], { root, source }: ShapeContext): Explained | undefined {
  const node = nodeAt(root, path);
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isInteger(node.value) && node.value > 1) {
    const message = `The file is written in version ${node.value} of the language; this program knows version 1.`;
    return { code: 'RECIPE_UNSUPPORTED_VERSION', message, hint: 'Use a newer Reelwright.', range: node };
  }
  const message = `"version" must be 1, not ${describeNode(node, source)}.`;
  return { code: 'RECIPE_INVALID_VALUE', message, hint: 'Write version: 1, or leave the line away.', range: node };
}

function unknownUses(path: readonly string[], { root, source, suggester }: ShapeContext): Explained | undefined {
  const node = nodeAt(root, path);
  if (node === undefined) return undefined;
  const word = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  const known = [...stepKinds.keys()];
  const near = word === undefined ? undefined : suggester.didYouMean(word, known);
  const hint = near ?? `Known: ${known.join(', ')}.`;
  if (word !== undefined) return { code: 'RECIPE_UNKNOWN_USES', message: `There is no kind of step ${shown(word)}.`, hint, range: node };
  const empty = node.kind === 'scalar' && node.value === null;
  const message = empty
    ? '"uses" has no value; it must name a kind of step.'
    : `"uses" must name a kind of step, not ${describeNode(node, source)}.`;
  return { code: 'RECIPE_UNKNOWN_USES', message, hint, range: empty ? keyRange(path, root) : node };
}

function noMap({ root, source }: ShapeContext): Explained {
  const empty = root.kind === 'scalar' && root.value === null;
  const message = empty ? 'The recipe is empty.' : `A recipe must be a map, not ${describeNode(root, source)}.`;
  const hint = 'Begin with steps: and outputs:; `reel init` makes an example.';
  return { code: empty ? 'RECIPE_MISSING_KEY' : 'RECIPE_INVALID_VALUE', message, hint, range: { start: root.start, end: root.start } };
}

/** True when the file asks for a newer version: then nothing else can be said about it. */
export function isNewerVersion(root: SourceNode): boolean {
  const node = root.kind === 'map' ? root.entries.get('version')?.value : undefined;
  return node?.kind === 'scalar' && typeof node.value === 'number' && Number.isInteger(node.value) && node.value > 1;
}

/** The map of steps, where there is one. */
export function stepsOf(root: SourceNode): ReturnType<typeof mapIn> {
  return root.kind === 'map' ? mapIn(root, 'steps') : undefined;
}
