import { InternalError } from '@reelwright/errors';
import type { Json, TaskKind } from '@reelwright/provider';
import { isJsonObject, type JsonObject } from '@reelwright/provider-http';

/** The documented name; replies and the vendor's kit write it in lower case. */
export const defaultVoiceModel = 'Cicada3.0-turbo';

const text = (description: string, limits: JsonObject = {}): Json => ({ type: 'string', minLength: 1, ...limits, description });
const pixels = (description: string): Json => ({ type: 'integer', minimum: 1, description });

const properties = {
  'clone-voice': {
    model_type: text('The model to clone with: Cicada3.0-turbo (the default), cicada3.0, cicada1.0.'),
    text: text('What the preview of the voice says.', { maxLength: 50 }),
    denoise_flag: { type: 'boolean', description: 'Remove noise from the sample first.' },
    language_boost: text('A language to favour.'),
  },
  tts: {
    plain_text: text('The same words without markup, where the text is rich text (SSML).'),
    font_size: pixels('Size of the font for which captions are broken into lines.'),
    width: pixels('Width of the box for which captions are broken into lines.'),
    height: pixels('Height of the box for which captions are broken into lines.'),
    language_boost: text('A language to favour.'),
    mss: { type: 'integer', description: 'A number of the service that its documentation names and does not explain.' },
    prompt_audio: text('A sample whose manner of speaking is followed, as the upload call names it.'),
  },
  'lip-sync': {},
} as const satisfies Partial<Record<TaskKind, JsonObject>>;

type VendorKind = keyof typeof properties;

/** JSON Schema of `vendor.chanjing` per kind of step: the documented fields that no step has a name for. */
export const chanjingVendorSchemas: Readonly<Record<VendorKind, Json>> = {
  'clone-voice': schemaOf('clone-voice'),
  tts: schemaOf('tts'),
  'lip-sync': schemaOf('lip-sync'),
};

function schemaOf(kind: VendorKind): Json {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    properties: properties[kind],
  };
}

/** The options of a step, as its schema has let them through: they go onto the wire under their own names. */
export function vendorOptionsOf(kind: VendorKind, vendor: Json | undefined): JsonObject {
  if (vendor === undefined || vendor === null) return {};
  if (!isJsonObject(vendor)) throw new InternalError(`vendor.chanjing of a ${kind} step is no map.`);
  const unknown = Object.keys(vendor).find((key) => !Object.hasOwn(properties[kind], key));
  if (unknown !== undefined)
    throw new InternalError(`vendor.chanjing of a ${kind} step holds "${unknown}", which its schema does not know.`);
  return vendor;
}
