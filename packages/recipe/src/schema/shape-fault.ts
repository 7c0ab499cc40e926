/** One finding of a validator that ajv has made, as far as we read it. */
export interface ShapeFault {
  readonly keyword: string;
  /** JSON pointer to the value at fault. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema object that holds the keyword. */
  readonly parentSchema?: Readonly<Record<string, unknown>>;
}

/** A function that ajv has made: true when the value fits, else `errors` holds why not. */
export interface ShapeValidator {
  (value: unknown): boolean;
  errors?: readonly ShapeFault[] | null;
}

/** All findings; empty when the value fits. */
export function shapeFaults(validate: ShapeValidator, value: unknown): readonly ShapeFault[] {
  return validate(value) ? [] : (validate.errors ?? []);
}

/** The keys and list positions of a JSON pointer. */
export function pointerPath(pointer: string): string[] {
  if (pointer === '') return [];
  const parts = pointer.slice(1).split('/');
  return pointer.includes('~') ? parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')) : parts;
}
