import { jsonReply, type Reply } from '../../server/reply.ts';
import type { Json } from '../../state/json.ts';
import { envelope, success } from './envelope.ts';
import type { Quirks } from './quirks.ts';

/** A success of a call that creates: the id in `data` goes where the reading that is served has it. */
export function createdReply(data: Json, { createdIds }: Pick<Quirks, 'createdIds'>): Reply {
  if (createdIds === 'as-documented') return success(data);
  const id = typeof data === 'string' ? data : (data as { readonly task_id: string }).task_id; // the two forms of the pages
  switch (createdIds) {
    case 'text':
      return success(id);
    case 'object':
      return success({ task_id: id });
    case 'beside-data':
      return jsonReply({ ...envelope(null), task_id: id });
  }
}
