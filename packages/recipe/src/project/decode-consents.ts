import { type MapNode, mapIn, type SourceNode } from '../parse/source-node.ts';
import type { MediumSource, Sourced } from '../recipe.ts';
import { shown } from '../sentences.ts';
import type { Consent } from './project.ts';
import type { ProjectReader } from './project-reader.ts';

/** The records of what people have agreed to. */
export function decodeConsents(root: MapNode, read: ProjectReader): ReadonlyMap<string, Consent> {
  const consents = new Map<string, Consent>();
  for (const [name, { key, value }] of mapIn(root, 'consents')?.entries ?? []) {
    if (value.kind !== 'map') continue;
    consents.set(name, {
      name,
      subject: read.text(value, 'subject')?.value,
      grants: grantsOf(value.entries.get('grants')?.value),
      statement: read.statement(value.entries.get('statement')?.value),
      recording: recordingOf(value.entries.get('recording')?.value, read),
      expires: expiryOf(value, read),
      location: read.place(key),
    });
  }
  return consents;
}

const everything: Consent['grants'] = ['voice', 'face'];

function grantsOf(node: SourceNode | undefined): Consent['grants'] {
  if (node?.kind !== 'list') return everything;
  const words = node.items.map((item) => (item.kind === 'scalar' ? item.value : null));
  return everything.filter((grant) => words.includes(grant));
}

function recordingOf(node: SourceNode | undefined, read: ProjectReader): Consent['recording'] {
  if (node?.kind === 'map')
    return { voice: read.medium(node.entries.get('voice')?.value), face: read.medium(node.entries.get('face')?.value) };
  const medium = read.medium(node);
  const kind = medium && kindOf(medium);
  if (medium && node && kind === undefined) {
    const name = medium.type === 'file' ? medium.relativePath : 'the address';
    const message = `Whether ${name === 'the address' ? name : shown(name)} is sound or film cannot be told by its name.`;
    read.refuse(read.place(node), message, 'Write recording: { voice: … } or recording: { face: … }.');
  }
  return { voice: kind === 'voice' ? medium : undefined, face: kind === 'face' ? medium : undefined };
}

const sound = /\.(?:wav|mp3|m4a|aac|flac|ogg|oga|opus|wma|amr)$/i;
const film = /\.(?:mp4|m4v|mov|webm|mkv|avi|mpg|mpeg|wmv|flv|3gp)$/i;

/**
 * What one path stands for. A film is taken as a proof of the face alone, although the person is heard in it: services want sound for
 * a voice, and nothing cuts it out of the film here. Who has a film for both writes `{ voice, face }`.
 */
function kindOf(medium: MediumSource): 'voice' | 'face' | undefined {
  if (medium.type === 'step-output') return undefined;
  const path = medium.type === 'file' ? medium.relativePath : new URL(medium.url).pathname;
  if (sound.test(path)) return 'voice';
  return film.test(path) ? 'face' : undefined;
}

function expiryOf(record: MapNode, read: ProjectReader): Sourced<string> | undefined {
  const expires = read.text(record, 'expires');
  if (expires === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(expires.value)) return undefined;
  if (isDay(expires.value)) return expires;
  read.refuse(expires.location, `There is no day ${expires.value}.`, 'Write year, month and day, such as 2027-06-30.');
  return undefined;
}

/** False for the 30th of February. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
