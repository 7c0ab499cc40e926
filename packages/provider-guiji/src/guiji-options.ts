import type { Json, TaskKind } from '@reelwright/provider';

const nothing: Json = { type: 'object', additionalProperties: false, properties: {} };

/** JSON Schema (2020-12) of `vendor.guiji` per kind of step: what Guiji alone has. Every other field of its calls has a name in recipes. */
export const guijiVendorSchemas: Readonly<Partial<Record<TaskKind, Json>>> = {
  'clone-voice': nothing,
  'clone-avatar': {
    type: 'object',
    additionalProperties: false,
    properties: {
      compress: { type: 'boolean', description: 'Let Guiji compress the footage.' },
      level: { type: 'integer', minimum: 1, default: 1, description: 'The package that is used up: 1 is rapid cloning.' },
      trainingId: {
        type: ['string', 'integer'],
        pattern: '^-?[0-9]+$',
        description: 'An earlier training of the account that is to be done again with this footage.',
      },
    },
  },
  tts: nothing,
  'avatar-video': nothing,
  authorize: nothing,
};
