import { isVisible, lookAt } from '../../tasks/look.ts';
import type { Endpoint } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { Fields, parameterOnly, queryFields, readPage, strictFormat } from './fields.ts';
import { pageOf } from './paging.ts';
import type { Quirks } from './quirks.ts';
import { fetchSample } from './sample-fetch.ts';
import { characterCount } from './spoken-text.ts';
import { createVoice, deleteVoice, ownVoice, type VoiceInput, voiceItem } from './voice-record.ts';

const modelTypes = ['cicada3.0-turbo', 'cicada3.0', 'cicada1.0'];
const previewLimit = 50;

const create: Endpoint = {
  method: 'POST',
  path: 'create_customised_audio',
  creates: true,
  async handle(call) {
    const { world, owner, body } = call;
    const { url, callback, ...wishes } = readVoiceOrder(body, world.quirks);
    const cap = world.accounts.get(owner)?.voicesLimit ?? 0;
    if (world.tasks.count(owner, 'clone-voice') >= cap) throw new Refusal(codes.quota, '定制声音数量到达上限');
    const sample = await fetchSample(call, url);
    const task = world.transact((now) => {
      const id = `C-Audio-${world.ids.hex()}`;
      return createVoice(world, { id, owner, callback, now, input: { ...wishes, sample } });
    });
    world.keeper.attend(task);
    return task.id;
  },
};

type VoiceOrder = Omit<VoiceInput, 'sample'> & { readonly url: string; readonly callback: string | undefined };

/** `model_type` is called required and missing from the page's own sample: it may be absent unless a quirk says otherwise. */
function readVoiceOrder(body: unknown, { modelType, modelEcho }: Pick<Quirks, 'modelType' | 'modelEcho'>): VoiceOrder {
  const fields = new Fields(body, strictFormat);
  const name = fields.text('name');
  const url = fields.text('url');
  const sent = modelType === 'required' ? fields.text('model_type') : fields.optionalText('model_type') || 'cicada1.0';
  const type = modelEcho === 'lowercase' ? sent.toLowerCase() : sent;
  if (!modelTypes.includes(type.toLowerCase())) throw fields.outOfRange('model_type', `可选值 ${modelTypes.join(' / ')}`);
  const language = fields.choice('language', ['cn', 'en'], 'cn');
  const text = fields.optionalText('text') || (language === 'cn' ? '你好，这是我的声音。' : 'Hello, this is my voice.');
  if (characterCount(text) > previewLimit) throw new Refusal(codes.format, `声音预览文本内容不得超过${previewLimit}个字符`);
  return { name, url, type, language, text, callback: fields.optionalText('callback') };
}

const detail: Endpoint = {
  method: 'GET',
  path: 'customised_audio',
  handle: ({ world, owner, query }) => {
    const id = queryFields(query).text('id');
    return world.transact((now) => {
      const voice = ownVoice(world, owner, id);
      return voiceItem(world, voice, lookAt(world, voice, now), now);
    });
  },
};

/** Its items have no status. */
const list: Endpoint = {
  method: 'POST',
  path: 'list_customised_audio',
  handle: ({ world, owner, body }) => {
    const { page, size } = readPage(new Fields(body, parameterOnly), 'page_size');
    return world.transact((now) => {
      const voices = world.tasks.page(owner, 'clone-voice', (page - 1) * size, size).filter((task) => isVisible(world, task));
      const items = voices.map((task) => ({ ...voiceItem(world, task, lookAt(world, task, now), now), status: undefined }));
      return pageOf(items, { page, size, total: world.tasks.count(owner, 'clone-voice') }, world.quirks);
    });
  },
};

const remove: Endpoint = {
  method: 'POST',
  path: 'delete_customised_audio',
  handle: ({ world, owner, body }) => {
    const id = new Fields(body, parameterOnly).text('id');
    return world.transact(() => {
      if (ownVoice(world, owner, id).owner === owner) deleteVoice(world, id);
      return id;
    });
  },
};

export const voiceEndpoints: readonly Endpoint[] = [create, detail, list, remove];
