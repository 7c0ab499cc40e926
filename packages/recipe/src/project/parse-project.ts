import { type Diagnostic, hasErrors, type SourceLocation } from '@reelwright/errors';
import { mergeDiagnostics } from '../merge-diagnostics.ts';
import { projectIds } from '../parse/id-places.ts';
import { parseDocument } from '../parse/parse-recipe.ts';
import { type MapNode, mapIn, type SourceNode } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import type { ProjectFiles } from '../project-files.ts';
import { explainShape, type ShapeContext } from '../schema/explain-shape.ts';
import { plainValue } from '../schema/plain-value.ts';
import { isNewerVersion } from '../schema/recipe-words.ts';
import { shapeFaults } from '../schema/shape-fault.ts';
import { shown } from '../sentences.ts';
import { createSuggester } from '../suggest.ts';
import { textIn, textsIn } from '../validate/decode-recipe.ts';
import { trustworthy } from '../validate/trustworthy.ts';
import { validateProjectShape } from '../validate-recipe.generated.js';
import { concealReading, concealSecrets } from './conceal.ts';
import { checkCastConsents, decodeCast } from './decode-cast.ts';
import { decodeConsents } from './decode-consents.ts';
import { decodeProfiles } from './decode-profiles.ts';
import type { Project, ProviderSettings, SettingValue } from './project.ts';
import { createProjectReader, type ProjectReader } from './project-reader.ts';
import { projectWords } from './project-words.ts';
import { refuseExpressions } from './refuse-expressions.ts';
import { looseTexts, type PlainSecret, plainSecrets } from './secret-settings.ts';

export interface ParsedProject {
  /** Undefined when anything is wrong. */
  readonly project: Project | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads `reelwright.yaml`. Never throws. A secret that stands in the file is refused, and never repeated.
 *
 * @param files For statements, recordings and samples, with the project file's own folder as `recipeFolder`. Without them the text is
 *   judged alone: paths are not looked up, and what they lead to is left out of the project.
 */
export function parseProject(text: string, file: string, files?: ProjectFiles): ParsedProject {
  const { source, root, brokenFrom, diagnostics: read } = parseDocument(text, file, projectIds);
  if (root?.kind === 'scalar' && root.value === null && read.length === 0) return { project: emptyProject(file), diagnostics: [] };
  const secrets = root?.kind === 'map' ? plainSecrets(root) : [];
  const loose = root?.kind === 'map' ? looseTexts(root) : [];
  const newer = root !== undefined && isNewerVersion(root);
  const found = root === undefined ? [] : judge(root, source, secrets);
  const project =
    root?.kind === 'map' && !newer ? decodeProject(root, createProjectReader(source, files, found), brokenFrom === undefined) : undefined;
  const kept = brokenFrom === undefined ? found : trustworthy(found, source.locate(brokenFrom));
  const diagnostics = concealSecrets(mergeDiagnostics(concealReading(read, source), kept), [...secrets, ...loose], source);
  return { project: hasErrors(diagnostics) ? undefined : project, diagnostics };
}

function judge(root: SourceNode, source: SourceText, secrets: readonly PlainSecret[]): Diagnostic[] {
  const context: ShapeContext = { root, source, suggester: createSuggester(), words: projectWords };
  const shape = explainShape(shapeFaults(validateProjectShape, plainValue(root)), context);
  if (isNewerVersion(root)) return shape.filter(({ code }) => code === 'RECIPE_UNSUPPORTED_VERSION');
  return [...shape, ...secrets.map((secret) => refuseSecret(secret, source))];
}

function refuseSecret({ name, provider, start, end }: PlainSecret, source: SourceText): Diagnostic {
  return {
    severity: 'error',
    code: 'PROJECT_INVALID',
    message: `${shown(name)} of ${shown(provider)} is a secret, and secrets do not stand in files that are checked in.`,
    location: source.locate(start, end),
    hint: 'Point at it: { env: NAME } or { file: path }. What stood here should be replaced at the provider.',
  };
}

function emptyProject(file: string): Project {
  return { file, providers: [], accounts: new Map(), consents: new Map(), cast: new Map(), profiles: new Map() };
}

/**
 * Makes the project of what the schema lets pass; what it refused is left out.
 *
 * @param whole False where the text breaks off: then a record may stand in the part that could not be read.
 */
function decodeProject(root: MapNode, read: ProjectReader, whole: boolean): Project {
  const { source } = read;
  refuseExpressions(root, read);
  const consents = decodeConsents(root, read);
  const cast = decodeCast(root, read);
  if (whole) checkCastConsents(cast, consents, read, createSuggester());
  const providers = textsIn(root, 'provider', source);
  return {
    file: source.file,
    providers,
    accounts: decodeAccounts(root, source),
    consents,
    cast,
    profiles: decodeProfiles(root, source),
    ...decodeStore(root, source),
  };
}

function decodeStore(root: MapNode, source: SourceText): Pick<Project, 'store'> {
  const entry = root.entries.get('store');
  if (entry?.value.kind !== 'map') return {};
  return { store: { ...decodeSettings([...entry.value.entries], source), location: source.locate(entry.key.start, entry.key.end) } };
}

function decodeAccounts(root: MapNode, source: SourceText): ReadonlyMap<string, ProviderSettings> {
  const accounts = new Map<string, ProviderSettings>();
  for (const [id, { key, value }] of mapIn(root, 'providers')?.entries ?? []) {
    const location = source.locate(key.start, key.end);
    const settings = value.kind === 'map' ? [...value.entries].filter(([name]) => name !== 'uses') : [];
    accounts.set(id, {
      id,
      uses: (value.kind === 'map' ? textIn(value, 'uses', source) : undefined) ?? { value: id, location },
      ...decodeSettings(settings, source),
      location,
    });
  }
  return accounts;
}

function decodeSettings(
  entries: readonly (readonly [string, { readonly value: SourceNode }])[],
  source: SourceText,
): Pick<ProviderSettings, 'settings' | 'locations'> {
  return {
    settings: bare(entries.map(([name, { value }]) => [name, plainValue(value) as SettingValue])), // the same JSON, read-only
    locations: bare(entries.flatMap(([name, { value }]) => placesOf(name, value, source))),
  };
}

/** The place of a setting, then those of the settings in it: `bridge`, `bridge.endpoint`, `list.0`. */
function placesOf(name: string, node: SourceNode, source: SourceText): (readonly [string, SourceLocation])[] {
  const inner: (readonly [string, SourceNode])[] =
    node.kind === 'map'
      ? [...node.entries].map(([key, { value }]) => [key, value])
      : node.kind === 'list'
        ? node.items.map((item, at) => [String(at), item])
        : [];
  return [[name, source.locate(node.start, node.end)], ...inner.flatMap(([key, value]) => placesOf(`${name}.${key}`, value, source))];
}

function bare<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}
