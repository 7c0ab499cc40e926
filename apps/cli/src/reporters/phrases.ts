import { plainText } from '@reelwright/errors';
import type { EventError, RunEvent, WaitReason } from '@reelwright/runner';
import { formatBytes, formatDuration } from '../format.ts';

/** An event that speaks of one step. */
export type NodeEvent = Extract<RunEvent, { readonly node: string; readonly step: string }>;

/** What an event says of its node, in a few words. */
export function describeEvent(event: NodeEvent): string {
  switch (event.type) {
    case 'node-reused':
      return event.from === 'store' ? 'unchanged, reused' : 'the same as another step of this run, shared';
    case 'node-started':
      return 'begins';
    case 'node-waiting':
      return describeWaiting(event.reason, event.forMs);
    case 'medium-staged':
      return describeStaged(event);
    case 'task-started':
      return `started at ${event.provider}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}`;
    case 'task-resumed':
      return event.adopted === true ? `found at ${event.provider}, whose answer had been lost` : `goes on at ${event.provider}`;
    case 'task-polled':
      return describePoll(event);
    case 'attempt-failed':
      return `again in ${formatDuration(event.retryInMs)}: ${plainText(event.error.message, 200)}`;
    case 'artifact-fetching':
      return describeFetching(event);
    case 'artifact-saved':
      return `${event.output} saved (${formatBytes(event.sizeBytes)})`;
    case 'node-finished':
      return 'done';
    case 'node-failed':
      return `failed: ${plainText(event.error.message, 500)}`;
    case 'node-skipped':
      return `skipped: ${plainText(event.because, 200)}`;
  }
}

function describeStaged({ field, reused, passedOn, sizeBytes }: Extract<NodeEvent, { readonly type: 'medium-staged' }>): string {
  if (passedOn === true) return `${field} is fetched by the link of its own provider`;
  return reused ? `${field} is at the provider already` : `${field} handed over (${formatBytes(sizeBytes)})`;
}

/** `film/default goes on at studio: chanjing refuses the credentials.` */
export function describeSwitch(event: Extract<RunEvent, { readonly type: 'instance-switched' }>): string {
  return `${instanceName(event)}: goes on at ${event.to} instead of ${event.from}: ${plainText(event.because, 500)}`;
}

export function describeWaiting(reason: WaitReason, forMs: number | undefined): string {
  const rest = forMs === undefined ? '' : ` (${formatDuration(forMs)})`;
  return `${waitingWords[reason]}${rest}`;
}

const waitingWords: Record<WaitReason, string> = {
  'rate-window': 'waiting for a rate window',
  upload: 'waiting until the upload can be used',
  backoff: 'waiting before another try',
  'uncertain-start': 'waiting until it is certain whether the task was started',
  'another-run': 'waiting for another run that makes the same',
};

function describePoll({ progress, queued, detail }: Extract<NodeEvent, { readonly type: 'task-polled' }>): string {
  if (queued === true) return 'queued at the provider';
  if (progress !== undefined) return formatPercent(progress);
  return detail === undefined ? 'at work' : `at work (${plainText(detail, 60)})`;
}

function describeFetching({ output, receivedBytes, totalBytes }: Extract<NodeEvent, { readonly type: 'artifact-fetching' }>): string {
  const much = totalBytes === undefined || totalBytes === 0 ? formatBytes(receivedBytes) : formatPercent(receivedBytes / totalBytes);
  return `fetching ${output} ${much}`;
}

/** `45 %`; a fraction outside 0 to 1 is held inside. Rounded down: 100 % is said only of what is complete. */
export function formatPercent(fraction: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`;
}

/** `welcome`, or `weekly/lang=cn` where a recipe has several instances. */
export function instanceName({ recipe, instance }: { readonly recipe: string; readonly instance: string }): string {
  return instance === 'default' ? recipe : `${recipe}/${instance}`;
}

/** The name with the provider that failed, where one did. */
export function failedAt(name: string, error: EventError): string {
  return error.provider === undefined ? name : `${name} (${error.provider})`;
}
