import { jsonReply, type Reply } from '../../server/reply.ts';
import type { Json } from '../../state/json.ts';

/** The codes of the provider's pages. Other services use some of the same numbers for other things. */
export const codes = {
  success: '0',
  internal: '40001',
  tokenInvalid: '40002',
  tokenExpired: '40003',
  balance: '40010',
  audioUrl: '40011',
  audioDuration: '40012',
  fileSize: '40013',
  parameter: '40015',
  download: '40017',
  fileMissing: '40018',
  concurrency: '40019',
  modelMissing: '40025',
  modelExpired: '40026',
  videoType: '40027',
} as const;

export type Code = (typeof codes)[keyof typeof codes];

/** A business refusal: HTTP 200, a code that is not "0", and `success: false`. */
export class Refusal extends Error {
  readonly code: Code;

  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
  }
}

/** How codes are written: the pages say as text, clients have met numbers. */
export type CodeForm = 'text' | 'number';

export function success(data: Json, form: CodeForm): Reply {
  return jsonReply({ code: written(codes.success, form), message: 'Request successful', success: true, data });
}

export function refusal(code: string, message: string, form: CodeForm, data: Json = null): Reply {
  return jsonReply({ code: written(code, form), message, success: false, data });
}

function written(code: string, form: CodeForm): string | number {
  return form === 'number' ? Number(code) : code;
}
