import { hasErrors } from '@reelwright/errors';
import type { RecipeInstance, StepInstance, StepWith } from '@reelwright/recipe';
import type { AccountOptions } from '../catalogue/open-catalogue.ts';
import { type CommandContext, printJson } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { withAccounts } from '../loaded.ts';
import { openProject } from '../open-project.ts';
import { findProjectRoot } from '../project-root.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { usageError } from '../usage-error.ts';
import { type RunOptions, runLoaded } from './run.ts';

export interface AuthorizeOptions extends AccountOptions {
  readonly voice?: string;
  readonly avatar?: string;
  readonly consent: string;
}

type Target = Extract<StepWith, { readonly uses: 'authorize' }>['target'];

/** Where diagnostics place what stands in no file. */
const location = { file: 'reel authorize', line: 1, column: 1 };

/**
 * Puts a consent on record for a clone that was made without one. It is a film of one step, so that it is judged, started once and
 * resumed like every other step.
 */
export async function authorize(options: AuthorizeOptions, context: CommandContext): Promise<ExitCode> {
  const { provider, emulate = false, json = false } = options;
  const target = targetOf(options);
  const words = { emulate, ...(provider === undefined ? {} : { provider: [provider] }) };
  const opened = await openProject(findProjectRoot(context.host.cwd), words, context);
  const { diagnostics, sources } = opened.loadedProject;
  if (hasErrors(diagnostics)) {
    tellDiagnostics(diagnostics, sources, context);
    return exitCodes.usage;
  }
  const recipes = { instances: [instanceOf(target, options.consent)], incomplete: [], diagnostics, sources };
  const loaded = await withAccounts(opened, recipes, context);
  const run: RunOptions = { ...words, json, input: {}, reporter: 'auto' };
  return await runLoaded(loaded, { options: run, locks: [], print: (document) => printJson(context, document) }, context);
}

/** @throws {ReelwrightError} CLI_USAGE unless there is exactly one. */
function targetOf({ voice, avatar }: AuthorizeOptions): Target {
  if (voice !== undefined && avatar === undefined) return { kind: 'voice', voice: { type: 'id', id: voice, location } };
  if (avatar !== undefined && voice === undefined)
    return { kind: 'avatar', avatar: { type: 'id', id: avatar, figure: undefined, location } };
  throw usageError('An authorization is for one voice or one avatar.', 'Give --voice ID or --avatar ID.');
}

function instanceOf(target: Target, consent: string): RecipeInstance {
  const step: StepInstance = {
    id: target.kind,
    with: { uses: 'authorize', target, consent: { value: consent, location } },
    needs: [],
    provider: undefined,
    vendor: {},
    location,
    fieldLocations: { [target.kind]: location, consent: location },
  };
  const recipe = {
    sound: true,
    name: 'authorize',
    file: location.file,
    providers: [],
    inputs: new Map(),
    steps: new Map(),
    outputs: new Map(),
  };
  return { recipe, id: 'default', inputs: {}, providers: [], steps: [step], outputs: [] };
}
