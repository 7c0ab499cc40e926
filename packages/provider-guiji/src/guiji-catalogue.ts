import type { CallOptions } from '@reelwright/provider';
import type { GuijiAccount } from './account-wire.ts';
import type { GuijiAvatar, GuijiTraining } from './avatar-wire.ts';
import { createGuijiClient, type GuijiClient, mostPages } from './guiji-client.ts';
import type { Body } from './guiji-encode.ts';
import { type Endpoint, endpoints } from './guiji-endpoints.ts';
import { accessOf, type GuijiSettings } from './guiji-settings.ts';
import { voiceStateNumber } from './guiji-states.ts';
import type { GuijiPage } from './page-wire.ts';
import type { GuijiSpeech } from './speech-wire.ts';
import type { GuijiVideo } from './video-wire.ts';
import { type GuijiVoice, sexNumber } from './voice-wire.ts';
import { compact, wireTime } from './wire-fields.ts';

export interface ListOptions extends CallOptions {
  /** Items of one call; the service's own largest is not documented. Default 100. */
  readonly pageSize?: number;
}

export interface PublicAvatarOptions extends ListOptions {
  readonly name?: string;
}

export interface PublicVoiceOptions extends ListOptions {
  readonly name?: string;
  readonly sex?: 'female' | 'male';
}

export interface VoiceOptions extends ListOptions {
  readonly sex?: 'female' | 'male';
  readonly state?: 'queued' | 'running' | 'ready' | 'failed' | 'expired';
  /** Wall time in ms: voices that expire from then on, or until then. */
  readonly expiresFrom?: number;
  readonly expiresUntil?: number;
}

/** What an account can choose from, has made, and has left. Lists are fetched page by page, as far as they are read. */
export interface GuijiCatalogue {
  account(options?: CallOptions): Promise<GuijiAccount>;
  listPublicAvatars(options?: PublicAvatarOptions): AsyncIterable<GuijiAvatar>;
  listPublicVoices(options?: PublicVoiceOptions): AsyncIterable<GuijiVoice>;
  /** Avatars that the account has cloned, or is cloning. */
  listTrainings(options?: ListOptions): AsyncIterable<GuijiTraining>;
  /** Voices that the account has cloned, or is cloning. */
  listVoices(options?: VoiceOptions): AsyncIterable<GuijiVoice>;
  /** Films. Their files are gone after 24 hours. */
  listVideos(options?: ListOptions): AsyncIterable<GuijiVideo>;
  /** Speech. Its files are gone after 24 hours. */
  listSpeech(options?: ListOptions): AsyncIterable<GuijiSpeech>;
}

/** @throws {ReelwrightError} `PLAN_PROVIDER_SETTINGS` for an unusable base address. */
export function createGuijiCatalogue(settings: GuijiSettings): GuijiCatalogue {
  const client = createGuijiClient(settings, accessOf(settings));
  return {
    account: (options) => client.call(endpoints.account, {}, options),
    listPublicAvatars: ({ name, ...options } = {}) => itemsOf(client, endpoints.publicAvatars, options, compact({ name })),
    listPublicVoices: ({ name, sex, ...options } = {}) =>
      itemsOf(client, endpoints.publicVoices, options, compact({ name, sex: sex === undefined ? undefined : sexNumber(sex) })),
    listTrainings: (options = {}) => itemsOf(client, endpoints.trainings, options),
    listVoices: ({ sex, state, expiresFrom, expiresUntil, ...options } = {}) =>
      itemsOf(
        client,
        endpoints.voices,
        options,
        compact({
          sex: sex === undefined ? undefined : sexNumber(sex),
          status: state === undefined ? undefined : voiceStateNumber(state),
          expireStartTime: expiresFrom === undefined ? undefined : wireTime(expiresFrom),
          expireEndTime: expiresUntil === undefined ? undefined : wireTime(expiresUntil),
        }),
      ),
    listVideos: (options = {}) => itemsOf(client, endpoints.videos, options),
    listSpeech: (options = {}) => itemsOf(client, endpoints.speeches, options),
  };
}

async function* itemsOf<Item extends Texts>(
  client: GuijiClient,
  list: Endpoint<GuijiPage<Item>>,
  { pageSize, signal }: ListOptions,
  filter: Body = {},
): AsyncGenerator<Item> {
  for await (const { items } of client.pages(list, compact({ filter, size: pageSize, signal, pages: mostPages }))) {
    for (const item of items) yield { ...item, ...shownTexts(item, client.scrub) };
  }
}

/** Free texts of an item, fit to be shown. Everything else of it is an id, a number, an address or a word of ours. */
function shownTexts(item: Texts, scrub: (text: string) => string): Omit<Texts, 'id'> {
  const { name, failure, format, traits, languages } = item;
  const shown = (text: string | undefined) => (text === undefined ? undefined : scrub(text));
  return compact({
    ...{ name: shown(name), failure: shown(failure), format: shown(format) },
    ...{ traits: traits?.map(scrub), languages: languages?.map(scrub) },
  });
}

interface Texts {
  readonly id: string;
  readonly name?: string;
  readonly failure?: string;
  readonly format?: string;
  readonly traits?: readonly string[];
  readonly languages?: readonly string[];
}
