import { InternalError } from '@reelwright/errors';
import type { Json, TaskKind } from '@reelwright/provider';
import { isJsonObject, type JsonObject } from '@reelwright/provider-http';

/** The documented name; replies and the vendor's kit write it in lower case. */
export const defaultVoiceModel = 'Cicada3.0-turbo';

const text = (description: string, limits: JsonObject = {}): Json => ({ type: 'string', minLength: 1, ...limits, description });
const pixels = (description: string): Json => ({ type: 'integer', minimum: 1, description });
const place = (description: string): Json => ({ type: 'integer', description });
const time = (description: string): Json => ({ type: 'number', minimum: 0, description });
const flag = (description: string): Json => ({ type: 'boolean', description });
const color = (description: string): Json => ({ type: 'string', pattern: '^#[0-9A-Fa-f]{6}$', description: `${description} As #RRGGBB.` });
const oneOf = (values: readonly number[], description: string): Json => ({ type: 'integer', enum: values, description });
const schemaWith = (properties: JsonObject, description: string): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties,
  description,
});

const properties = {
  'clone-voice': {
    model_type: text('The model to clone with: Cicada3.0-turbo (the default), cicada3.0, cicada1.0.'),
    text: text('What the preview of the voice says.', { maxLength: 50 }),
    denoise_flag: flag('Remove noise from the sample first.'),
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
  'clone-avatar': {
    error_skip: flag('Make the avatar all the same when its voice cannot be trained; the step then leaves no voice.'),
    resolution_rate: oneOf([0, 1], 'The resolution to train for: 0 is 1080p (the default), 1 is 4K.'),
    is_high_quality: flag('Train in high quality.'),
    denoise_flag: flag('Remove noise from the sound of the footage first.'),
    language_boost: text('A language to favour.'),
  },
  'avatar-video': {
    subtitle_config: schemaWith(
      {
        x: place('Left edge of the box that holds the captions.'),
        y: place('Upper edge of the box.'),
        width: pixels('Width of the box, at most that of the film.'),
        height: pixels('Height of the box, at most that of the film.'),
        font_size: pixels('Size of the letters.'),
        color: color('Colour of the letters.'),
        stroke_color: color('Colour of the line around the letters.'),
        stroke_width: { type: 'integer', minimum: 0, description: 'Width of the line around the letters.' },
        font_id: text('A font, by its id in the list of fonts.'),
        asr_type: oneOf([0, 1], 'Where the words come from: 0 from the speech (the default), 1 from `subtitles`.'),
        subtitles: {
          type: 'array',
          minItems: 1,
          items: {
            ...schemaWith(
              { begin_time: time('When it appears.'), end_time: time('When it goes.'), text: text('What it says.') },
              'One line.',
            ),
            required: ['begin_time', 'end_time', 'text'],
          },
          description:
            'Lines of your own, for `asr_type: 1`. The unit of their times is not documented; the files of captions count in ms.',
        },
        disableTrack: flag('A switch of the service that its documentation names and does not explain.'),
      },
      'How captions look, with `captions: true`. What is not said here is the recommended look, scaled to the film.',
    ),
    hide_subtitle: flag('Hide the captions; without it they are shown as `captions` says.'),
    language_boost: text('A language to favour.'),
    resolution_rate: oneOf([0, 1], 'The resolution: 0 is 1080p (the default), 1 is 4K, for avatars that support it.'),
    source: oneOf([0, 1], 'Where the avatar was made: 0 by this interface (the default), 1 on the website.'),
    bg: schemaWith(
      {
        x: place('Left edge of the background image.'),
        y: place('Upper edge of the background image.'),
        width: pixels('Width of the background image.'),
        height: pixels('Height of the background image.'),
      },
      'Where the image of `background` stands. Without it, it fills the film.',
    ),
  },
} as const satisfies Partial<Record<TaskKind, JsonObject>>;

type VendorKind = keyof typeof properties;

/** JSON Schema of `vendor.chanjing` per kind of step: the documented fields that no step has a name for. */
export const chanjingVendorSchemas: Readonly<Record<VendorKind, Json>> = {
  'clone-voice': schemaOf('clone-voice'),
  tts: schemaOf('tts'),
  'lip-sync': schemaOf('lip-sync'),
  'clone-avatar': schemaOf('clone-avatar'),
  'avatar-video': schemaOf('avatar-video'),
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
