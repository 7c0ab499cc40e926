import type { CallOptions, FindQuery, FindResult, FoundTask, TaskKind, TaskRef } from '@reelwright/provider';
import { authorizationId, targetOf } from './guiji-authorize.ts';
import { type GuijiClient, isMissing, mostPages } from './guiji-client.ts';
import { type Endpoint, endpoints } from './guiji-endpoints.ts';
import { likeness } from './label-likeness.ts';
import { findNewerSpeech } from './newest-speech.ts';
import type { GuijiPage } from './page-wire.ts';

/** What a lost create may have made. Films, avatars and voices carry our label in their name; speech carries nothing, only newer ids. */
export function findTask(client: GuijiClient, query: FindQuery, options: CallOptions): Promise<FindResult> {
  switch (query.kind) {
    case 'clone-voice':
      return findNamed(client, endpoints.voices, query, options);
    case 'clone-avatar':
      return findNamed(client, endpoints.trainings, query, options);
    case 'avatar-video':
      return findNamed(client, endpoints.videos, query, options);
    case 'tts':
      return findNewerSpeech(client, query, options);
    case 'authorize':
      return findAuthorization(client, query, options);
    case 'lip-sync':
      return Promise.resolve({ kind: 'none' }); // compiled: nothing of that kind is ever started here
  }
}

interface Named {
  readonly id: string;
  readonly name?: string;
  readonly createdAt?: number;
}

async function findNamed<Item extends Named>(
  client: GuijiClient,
  list: Endpoint<GuijiPage<Item>>,
  { kind, label }: FindQuery,
  options: CallOptions,
): Promise<FindResult> {
  const resembling: FoundTask[] = [];
  let isWhole = false;
  for await (const { items, isLast } of client.pages(list, { ...options, pages: mostPages })) {
    const [own, ...more] = items.filter(({ name }) => likeness(name, label) === 'same');
    if (own !== undefined && more.length === 0) return { kind: 'certain', task: refOf(kind, own.id) };
    // One start too many, made close together.
    if (own !== undefined) return { kind: 'candidates', tasks: [own, ...more].map((item) => foundTask(client, kind, item)) };
    resembling.push(...items.filter(({ name }) => likeness(name, label) === 'perhaps').map((item) => foundTask(client, kind, item)));
    isWhole = isLast;
  }
  if (resembling.length > 0) return { kind: 'candidates', tasks: resembling };
  return { kind: isWhole ? 'none' : 'unknowable' };
}

function foundTask({ scrub }: GuijiClient, kind: TaskKind, { id, name, createdAt }: Named): FoundTask {
  return { task: refOf(kind, id), description: scrub(`${id} "${name}"`), ...(createdAt === undefined ? {} : { createdAt }) };
}

/** Authorizing twice does no harm: unless it shows already, it may simply be handed in again. */
async function findAuthorization(client: GuijiClient, { input }: FindQuery, options: CallOptions): Promise<FindResult> {
  if (input.kind !== 'authorize') return { kind: 'none' };
  try {
    const target = await targetOf(client, input, options);
    const detail: Endpoint<{ readonly authorized?: boolean } | undefined> = target.kind === 'voice' ? endpoints.voice : endpoints.training;
    const thing = await client.call(detail, { id: target.id }, options);
    return thing?.authorized === true ? { kind: 'certain', task: refOf('authorize', authorizationId(target)) } : { kind: 'none' };
  } catch (error) {
    if (isMissing(error)) return { kind: 'none' };
    throw error;
  }
}

function refOf(kind: TaskKind, id: string): TaskRef {
  return { provider: 'guiji', kind, id };
}
