import type { Json } from '@reelwright/provider';
import { type Dialect, filledTextOf, isJsonObject, type Refusal, type Reply, textOf } from '@reelwright/provider-http';
import { tokenCodes, verdictOf } from './guiji-codes.ts';

/** How Guiji speaks. @see WIRE.md, "Transport" */
export const guijiDialect: Dialect = {
  open,
  refusesToken: ({ code }) => tokenCodes.includes(code),
  judge: ({ code, message }, { creates = false }) => verdictOf(code, message, creates),
  placeToken: (token) => ({ query: { access_token: token } }),
};

/**
 * Opens `{ code, success, message, data }`. `code` is 0 or `"0"` (G1), and `success: false` overrules it. HTTP statuses say nothing.
 *
 * @returns Undefined when it is no envelope of Guiji's: neither a code nor an outspoken success.
 */
function open(body: Json): Reply | Refusal | undefined {
  if (!isJsonObject(body)) return undefined;
  const code = textOf(body.code)?.trim();
  const isEnvelope = code !== undefined ? code !== '' : typeof body.success === 'boolean';
  if (!isEnvelope) return undefined;
  const isSuccess = (code === undefined || code === '0') && body.success !== false;
  if (isSuccess) return { data: body.data, envelope: body, traceId: undefined };
  return { code: code ?? 'none', message: filledTextOf(body.message) ?? '', traceId: undefined };
}
