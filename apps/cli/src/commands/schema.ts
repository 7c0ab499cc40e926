import reelSchema from '@reelwright/recipe/schema/reel.schema.json' with { type: 'json' };
import projectSchema from '@reelwright/recipe/schema/reelwright.schema.json' with { type: 'json' };
import { type CommandContext, printJson } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';

/** The JSON Schema of recipes or of project files, as editors take it. */
export function printSchema({ project = false }: { readonly project?: boolean }, context: CommandContext): ExitCode {
  printJson(context, project ? projectSchema : reelSchema);
  return exitCodes.done;
}
