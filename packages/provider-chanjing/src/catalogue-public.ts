import type { AvatarEntry, CallOptions, FontEntry, TagEntry, VoiceEntry } from '@reelwright/provider';
import type { ProviderHttp } from '@reelwright/provider-http';
import { askedFor, getPage, type List } from './catalogue-calls.ts';
import { assertFilters, keepFitting } from './catalogue-filters.ts';
import { tellerOf } from './catalogue-values.ts';
import { operations } from './chanjing-wire.ts';
import { cutPage, readPage } from './page-list-wire.ts';
import {
  fontShape,
  publicAvatarShape,
  publicVoiceShape,
  readFont,
  readPublicAvatar,
  readPublicVoice,
  readTags,
  tagBusiness,
  tagGroupShape,
} from './public-list-wire.ts';

export const listPublicVoices: List<VoiceEntry> = async (http, query, options) => {
  assertFilters(http, 'public voices', query, ['name', 'sex', 'language', 'id']);
  const asked = askedFor(operations.listPublicVoices, query, publicVoiceShape);
  const page = await getPage(http, asked, {}, options);
  const tell = tellerOf(http);
  return keepFitting(
    page,
    query,
    (item) => readPublicVoice(item, tell),
    (voice) => voice,
  );
};

export const listPublicAvatars: List<AvatarEntry> = async (http, query, options) => {
  assertFilters(http, 'public avatars', query, ['name', 'sex', 'language', 'tags', 'source', 'order', 'id']);
  const { tags = [], source, order } = query;
  const asked = askedFor(operations.listPublicAvatars, query, publicAvatarShape);
  const filter = {
    // Joined: of tags that were asked for one by one, only the first has been seen to count.
    ...(tags.length === 0 ? {} : { tag_ids: tags.join(',') }),
    ...(source === undefined ? {} : { source }),
    ...(order === undefined ? {} : { sort: order }),
  };
  const page = await getPage(http, asked, filter, options);
  const tell = tellerOf(http);
  return keepFitting(
    page,
    query,
    (item) => readPublicAvatar(item, tell),
    ({ details, ...avatar }) => ({ ...avatar, languages: [String(details?.voiceLanguage ?? '').toLowerCase()] }),
  );
};

export const listFonts: List<FontEntry> = async (http, query, options) => {
  assertFilters(http, 'fonts', query, ['name', 'id']);
  const whole = { page: 1, pageSize: Number.MAX_SAFE_INTEGER };
  const asked = { operation: operations.listFonts, shape: fontShape, ...whole };
  const page = readPage(http, await http.call(asked.operation, {}, options), asked);
  const tell = tellerOf(http);
  const fonts = keepFitting(
    page,
    query,
    (item) => readFont(item, tell),
    (font) => font,
  );
  return cutPage(fonts.items, query);
};

export async function listTags(http: ProviderHttp, of: 'voices' | 'avatars', options: CallOptions): Promise<readonly TagEntry[]> {
  const asked = { operation: operations.listTags, shape: tagGroupShape, page: 1, pageSize: Number.MAX_SAFE_INTEGER };
  const reply = await http.call(asked.operation, { query: { business_type: tagBusiness[of] } }, options);
  const tell = tellerOf(http);
  return readPage(http, reply, asked).items.flatMap((group) => readTags(group, tell));
}
