import { type MapNode, mapIn, type SourceNode } from '../parse/source-node.ts';
import type { Sourced } from '../recipe.ts';
import { listed, shown } from '../sentences.ts';
import type { Suggester } from '../suggest.ts';
import { sourcedText } from '../validate/decode-recipe.ts';
import type { CastBinding, CastClone, CastMember, CastPart, Consent } from './project.ts';
import type { ProjectReader } from './project-reader.ts';

/** The people of the project, with what stands for their voice and avatar at each provider. */
export function decodeCast(root: MapNode, read: ProjectReader): ReadonlyMap<string, CastMember> {
  const cast = new Map<string, CastMember>();
  for (const [name, { key, value }] of mapIn(root, 'cast')?.entries ?? []) {
    if (value.kind !== 'map') continue;
    cast.set(name, {
      name,
      consent: read.text(value, 'consent'),
      voice: partOf(value, 'voice', read),
      avatar: partOf(value, 'avatar', read),
      location: read.place(key),
    });
  }
  return cast;
}

function partOf(member: MapNode, part: 'voice' | 'avatar', read: ProjectReader): CastPart | undefined {
  const entry = member.entries.get(part);
  if (entry?.value.kind !== 'map') return undefined;
  const bindings = new Map<string, CastBinding>();
  for (const [provider, { value }] of entry.value.entries) {
    const binding = provider === 'clone' ? undefined : bindingOf(value, read);
    if (binding) bindings.set(provider, binding);
  }
  const clone = entry.value.entries.get('clone')?.value;
  return { bindings, clone: clone && cloneOf(clone, part, read), location: read.place(entry.key) };
}

function bindingOf(node: SourceNode, read: ProjectReader): CastBinding | undefined {
  const id = node.kind === 'map' ? read.text(node, 'id') : sourcedText(node, read.source);
  const figure = node.kind === 'map' ? read.text(node, 'figure')?.value : undefined;
  return id && { id: id.value, figure, location: read.place(node) };
}

function cloneOf(node: SourceNode, part: 'voice' | 'avatar', read: ProjectReader): CastClone | undefined {
  const map = node.kind === 'map' ? node : undefined;
  const medium = read.medium(map ? map.entries.get(part === 'voice' ? 'sample' : 'video')?.value : node);
  return (
    medium && {
      medium,
      language: map && read.word<'cn' | 'en'>(map, 'language'),
      sex: map && read.word<'female' | 'male'>(map, 'sex'),
      location: read.place(node),
    }
  );
}

/** Tells consents of members that are not on record. */
export function checkCastConsents(
  cast: ReadonlyMap<string, CastMember>,
  consents: ReadonlyMap<string, Consent>,
  read: ProjectReader,
  suggester: Suggester,
): void {
  for (const { consent } of cast.values()) if (consent && !consents.has(consent.value)) refuse(consent, consents, read, suggester);
}

function refuse(
  { value, location }: Sourced<string>,
  consents: ReadonlyMap<string, Consent>,
  read: ProjectReader,
  suggester: Suggester,
): void {
  const known = consents.size === 0 ? `Add consents: { ${value}: … }.` : `Consents: ${listed([...consents.keys()])}.`;
  read.refuse(location, `There is no consent ${shown(value)}.`, suggester.didYouMean(value, consents) ?? known);
}
