import schema from '@reelwright/recipe/schema/reel.schema.json' with { type: 'json' };
import { type CommandContext, printJson } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';

/** The JSON Schema of recipes, as editors take it. */
export function printSchema(context: CommandContext): ExitCode {
  printJson(context, schema);
  return exitCodes.done;
}
