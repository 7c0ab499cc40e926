import { plainText } from '@reelwright/errors';
import { type CommandContext, tell } from './context.ts';
import { count, formatDuration } from './format.ts';
import { renderNothingToDo } from './nothing-to-do.ts';
import { printOutputPaths } from './output-paths.ts';
import { describeWire } from './render-error.ts';
import { failedAt } from './reporters/phrases.ts';
import type { Failure, RunFinished, RunRecord } from './run-record.ts';
import { shellWord } from './shell-exports.ts';

/** More failures than this are counted, not told one by one. */
const mostFailures = 20;

export interface SummaryFacts {
  readonly record: RunRecord;
  /** Real time, also where the run's clock went faster. */
  readonly elapsedMs: number;
  readonly outFolder: string;
  /** Credentials of a provider, by the names under which they are looked for. */
  readonly credentialsOf: (provider: string) => readonly string[];
  /** Whether the emulator of this process did the work. */
  readonly emulate: boolean;
}

/** How a run ended, for people; the paths of the outputs go to stdout unless `paths` is false. */
export function tellSummary(facts: SummaryFacts, context: CommandContext, { paths = true }: { readonly paths?: boolean } = {}): void {
  const { record } = facts;
  if (record.finished === undefined) return;
  tellFailures(record.failed, facts, context);
  tell(context, renderEnd(record.finished, facts, context));
  if (paths)
    printOutputPaths(
      record.outputs.map(({ path }) => path),
      facts.outFolder,
      context.host,
    );
}

function renderEnd(finished: RunFinished, facts: SummaryFacts, { palette }: CommandContext): string {
  const { record, elapsedMs } = facts;
  const took = formatDuration(elapsedMs);
  const { finished: done, reused, failed, skipped } = finished;
  const restored = record.outputs.filter(({ unchanged }) => !unchanged).length;
  switch (finished.outcome) {
    case 'done': {
      if (done === 0 && restored === 0) return renderNothingToDo(reused, elapsedMs, palette);
      if (done === 0)
        return `${palette.green('Restored')} ${count(restored, 'output')}: all ${count(reused, 'step')} are unchanged (${took}).`;
      return `${palette.green('Done')} in ${took}: ${count(done, 'step')} run${reused > 0 ? `, ${reused} reused` : ''}. ${renderStarted(record)}`;
    }
    case 'failed':
      return `${palette.red('Failed')} after ${took}: ${renderCounts({ failed, skipped, done, reused })}. ${renderStarted(record)}\nWhat succeeded is kept; the next run takes up from there.`;
    case 'uncertain':
      return `${palette.yellow('Uncertain')} after ${took}: a paid task may or may not have been started, and only a person can tell. See above. ${renderStarted(record)}\n${renderDecisions(facts)}`;
    case 'budget':
      return `${palette.yellow('Stopped')} after ${took}: a budget, balance or limit is reached. ${renderStarted(record)}`;
    case 'interrupted':
      return `${palette.yellow('Interrupted')} after ${took}: ${renderCounts({ failed, skipped, done, reused })}. ${renderInFlight(record.inFlight)}`;
  }
}

/** The words with which a person decides. */
function renderDecisions({ record, emulate }: SummaryFacts): string {
  const nodes = [...new Set(record.failed.filter(({ error }) => error.code === 'RUN_START_UNCERTAIN').map(({ name }) => name))];
  const [first, other] = nodes.map((name) => shellWord(name));
  const start = first === undefined || other !== undefined ? '<step>' : first;
  const decidesAs = emulate ? ' --emulate' : '';
  return [
    `  reel tasks --ask${decidesAs}                what it may have become, and what it costs`,
    `  reel adopt ${start} <task id>${decidesAs}   that task is it: the next run goes on with it`,
    `  reel adopt ${start} --none${decidesAs}      nothing was made: the next run starts it`,
  ].join('\n');
}

function renderCounts({ failed, skipped, done, reused }: { failed: number; skipped: number; done: number; reused: number }): string {
  const parts = [`${count(done, 'step')} done`];
  if (reused > 0) parts.push(`${reused} reused`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} not run`);
  return parts.join(', ');
}

function renderInFlight(inFlight: number): string {
  const left =
    inFlight === 0
      ? 'Nothing is left at the provider.'
      : `${count(inFlight, 'task')} ${inFlight === 1 ? 'goes' : 'go'} on at the provider.`;
  return `${left}\nRun the same command again: it collects what was started and starts nothing twice.`;
}

/** `Paid tasks started: 1 clone-voice, 2 tts.` */
function renderStarted({ finished, emulated }: RunRecord): string {
  const kinds = Object.entries(finished?.started ?? {}).filter(([, started]) => started > 0);
  if (kinds.length === 0) return 'No paid task was started.';
  const list = kinds.map(([kind, started]) => `${started} ${kind}`).join(', ');
  return emulated ? `Tasks started: ${list} (emulated: nothing was paid).` : `Paid tasks started: ${list}.`;
}

function tellFailures(failed: readonly Failure[], { credentialsOf }: SummaryFacts, context: CommandContext): void {
  const { palette } = context;
  for (const { name, error } of failed.slice(0, mostFailures)) {
    const place = error.location === undefined ? '' : `${error.location.file}:${error.location.line}:${error.location.column} `;
    tell(context, `${place}${palette.red('error')} ${error.code}: ${failedAt(name, error)}: ${plainText(error.message, 2000)}`);
    const wire = error.wire === undefined ? undefined : describeWire(error.provider ?? 'The provider', error.wire);
    if (wire !== undefined) tell(context, palette.dim(`   ${wire}`));
    const hint = error.hint ?? hintFor(error, credentialsOf);
    if (hint !== undefined) tell(context, `   hint: ${plainText(hint, 1000)}`);
  }
  if (failed.length > mostFailures)
    tell(context, `… and ${count(failed.length - mostFailures, 'more failure')}; --reporter ndjson tells them all.`);
  if (failed.length > 0) tell(context, '');
}

function hintFor({ code, provider }: Failure['error'], credentialsOf: (provider: string) => readonly string[]): string | undefined {
  if (code !== 'PROVIDER_AUTH' || provider === undefined) return undefined;
  return `Check ${credentialsOf(provider).join(' and ')}.`;
}
