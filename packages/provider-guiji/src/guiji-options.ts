import type { Json, TaskKind } from '@reelwright/provider';

/** JSON Schema (2020-12) of `vendor.guiji` per kind of step, under the wire's own names. Every other field has a name in recipes. */
export const guijiVendorSchemas: Readonly<Partial<Record<TaskKind, Json>>> = {
  'clone-voice': schemaOf({}),
  'clone-avatar': schemaOf({
    id: {
      type: ['string', 'integer'],
      pattern: '^-?[0-9]+$',
      description: 'An earlier training of the account that is to be done again with this footage.',
    },
    level: { type: 'integer', minimum: 1, default: 1, description: 'The package that is used up: 1 is rapid cloning.' },
    compress: { type: 'boolean', description: 'Let Guiji compress the footage.' },
  }),
  tts: schemaOf({}),
  'avatar-video': schemaOf({}),
  // Compiled: the calls that carry it out take no options of its own.
  'lip-sync': schemaOf({}),
  authorize: schemaOf({}),
};

function schemaOf(properties: { readonly [name: string]: Json }): Json {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', additionalProperties: false, properties };
}
