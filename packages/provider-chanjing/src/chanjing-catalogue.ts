import type { Catalogue, Removable } from '@reelwright/provider';
import type { ProviderHttp } from '@reelwright/provider-http';
import { readAccount } from './catalogue-account.ts';
import { jobLists, listFiles, listJobs, listOwnAvatars, listOwnVoices, removals, remove } from './catalogue-own.ts';
import { listFonts, listPublicAvatars, listPublicVoices, listTags } from './catalogue-public.ts';
import type { ListedKind } from './task-list.ts';

/** What an account of Chanjing can choose from, has made and has left. One call for one page; nothing here waits or repeats. */
export function createChanjingCatalogue(http: ProviderHttp): Catalogue {
  return {
    jobKinds: Object.keys(jobLists) as ListedKind[], // the keys of that very table
    removable: Object.keys(removals) as Removable[], // as above
    account: (options) => readAccount(http, options),
    voices: (query, options) => (query.own === true ? listOwnVoices : listPublicVoices)(http, query, options),
    avatars: (query, options) => (query.own === true ? listOwnAvatars : listPublicAvatars)(http, query, options),
    fonts: (query, options) => listFonts(http, query, options),
    jobs: (query, options) => listJobs(http, query, options),
    files: (query, options) => listFiles(http, query, options),
    tags: (of, options) => listTags(http, of, options),
    remove: (what, id, options) => remove(http, what, id, options),
  };
}
