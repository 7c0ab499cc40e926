import type { ShapeValidator } from './schema/shape-fault.ts';

/** Judges the plain value of a whole recipe. What is not known yet stands as `unknownValue`. */
export const validateRecipeShape: ShapeValidator;
/** Judges the plain value of one step. */
export const validateStepShape: ShapeValidator;
/** Judges the plain value of a project file. */
export const validateProjectShape: ShapeValidator;
