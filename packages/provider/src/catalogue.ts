import type { CallOptions } from './provider.ts';
import type { Json, TaskKind } from './task.ts';

/**
 * What an account can choose from, has made and has left. Each list is absent where the service has no such list. Every method
 * throws `ProviderError`; none costs money.
 */
export interface Catalogue {
  account(options: CallOptions): Promise<AccountFacts>;
  voices?(query: CatalogueQuery, options: CallOptions): Promise<CataloguePage<VoiceEntry>>;
  avatars?(query: CatalogueQuery, options: CallOptions): Promise<CataloguePage<AvatarEntry>>;
  fonts?(query: CatalogueQuery, options: CallOptions): Promise<CataloguePage<FontEntry>>;
  jobs?(query: JobQuery, options: CallOptions): Promise<CataloguePage<JobEntry>>;
  files?(query: CatalogueQuery, options: CallOptions): Promise<CataloguePage<FileEntry>>;
  /** Words that voices or avatars can be filtered by. */
  tags?(of: 'voices' | 'avatars', options: CallOptions): Promise<readonly TagEntry[]>;
  /** Removes something of the account's own for good. */
  remove?(what: Removable, id: string, options: CallOptions): Promise<void>;
  /** The kinds of which `jobs` has a list. */
  readonly jobKinds: readonly TaskKind[];
  /** What `remove` can remove. */
  readonly removable: readonly Removable[];
}

export type Removable = 'voice' | 'avatar' | 'video' | 'file';

/**
 * Filters that the service does not have are applied by the adapter to the page it got; `total` is then absent. What neither can do,
 * since the service does not tell it of these entries, is refused with `PLAN_UNSUPPORTED`.
 */
export interface CatalogueQuery {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** Those of the account instead of those that everybody can use. */
  readonly own?: boolean;
  /** A part of the name. */
  readonly name?: string;
  readonly sex?: 'female' | 'male';
  /** A language code as the service writes it: `cn`, `en`. */
  readonly language?: string;
  /** Ids of tags; all of them must fit. */
  readonly tags?: readonly string[];
  /** Nothing but this one. */
  readonly id?: string;
  /** What files are for, in the service's word. */
  readonly purpose?: string;
  /** A part of the list, in the service's word or number. */
  readonly source?: string;
  /** An order that the service has, in its own word: `hottest`. */
  readonly order?: string;
  /** Asks for each entry alone, too, where the list leaves out how it stands: as many calls more, as far as the service lets us. */
  readonly detailed?: boolean;
}

export interface JobQuery {
  readonly kind: TaskKind;
  readonly page: number;
  readonly pageSize: number;
}

export interface CataloguePage<Item> {
  readonly items: readonly Item[];
  /** Of all pages, where the service tells it. */
  readonly total?: number;
  readonly hasMore: boolean;
}

/** Where something of the account's own stands; a word of the wire that is not known is `unknown`. */
export type EntryState = 'queued' | 'running' | 'ready' | 'failed' | 'expired' | 'deleted' | 'unknown';

/** What else the service tells, in plain words: for people, who may see it, and for nothing else. */
export type Details = Readonly<Record<string, Json>>;

/** What all entries of the account's own may tell. Times are wall time in ms. */
export interface OwnFacts {
  readonly state?: EntryState;
  /** Why it failed, in the service's words. */
  readonly reason?: string;
  /** 0 to 1. */
  readonly progress?: number;
  readonly createdAt?: number;
  readonly expiresAt?: number;
  /** Whether the person's consent is on record; absent is not known. */
  readonly authorized?: boolean;
  readonly details?: Details;
}

export interface VoiceEntry extends OwnFacts {
  /** What a recipe or a binding of the cast names. */
  readonly id: string;
  readonly name: string;
  readonly own: boolean;
  readonly sex?: 'female' | 'male';
  readonly languages: readonly string[];
  readonly description?: string;
  /** Temporary address of a sound. */
  readonly previewUrl?: string;
}

export interface AvatarFigure {
  /** What a binding names as `figure`; absent where an avatar has but one. */
  readonly type?: string;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly coverUrl?: string;
  /** Temporary address of a film. */
  readonly previewUrl?: string;
  /** Whether its background can be replaced. */
  readonly replaceableBackground?: boolean;
}

export interface AvatarEntry extends OwnFacts {
  readonly id: string;
  readonly name: string;
  readonly own: boolean;
  readonly sex?: 'female' | 'male';
  readonly figures: readonly AvatarFigure[];
  /** A voice that goes with it. */
  readonly voice?: string;
  readonly tags: readonly string[];
  readonly supports4k?: boolean;
  /** Id of the task that made it, where that is another. */
  readonly training?: string;
}

export interface FontEntry {
  readonly id: string;
  readonly name: string;
  readonly previewUrl?: string;
  readonly details?: Details;
}

export interface JobEntry extends OwnFacts {
  readonly id: string;
  readonly kind: TaskKind;
  readonly name?: string;
  readonly durationMs?: number;
  /** Temporary address of the result. */
  readonly resultUrl?: string;
}

export interface FileEntry extends OwnFacts {
  readonly id: string;
  readonly name?: string;
  readonly purpose?: string;
  readonly sizeBytes?: number;
}

export interface TagEntry {
  readonly id: string;
  readonly name: string;
  /** The heading under which the service lists it. */
  readonly group?: string;
  readonly details?: Details;
}

export interface AccountFacts {
  readonly id?: string;
  readonly name?: string;
  readonly quotas: readonly Quota[];
}

/** What is left of one thing. As the service tells it: the numbers need not fit together, so no share is ever computed. */
export interface Quota {
  readonly name: string;
  readonly unit: 'beans' | 'seconds' | 'milliseconds' | 'characters' | 'clones';
  readonly remaining?: number;
  readonly used?: number;
  readonly total?: number;
  /** Part of what remains that expires within 30 days. */
  readonly expiringSoon?: number;
  /** What a start takes of it at the least; absent where that is not known. */
  readonly prices?: QuotaPrices;
}

/** In the quota's own unit. */
export interface QuotaPrices {
  readonly videoSecond?: number;
  readonly speechCharacter?: number;
  readonly clonedVoice?: number;
  readonly clonedAvatar?: number;
}
