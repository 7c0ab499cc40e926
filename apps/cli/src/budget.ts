import { ReelwrightError } from '@reelwright/errors';
import type { Profile } from '@reelwright/recipe';
import { estimatePlan, type Plan, type PlanEstimate } from '@reelwright/runner';
import { formatDuration } from './format.ts';

/** @throws {ReelwrightError} RUN_BUDGET when the plan would start more than the profile allows. */
export function assertWithinBudget(plan: Plan, profile: Profile | undefined): void {
  const excess = excessOf(plan, profile);
  if (excess === undefined || profile === undefined) return;
  throw new ReelwrightError('RUN_BUDGET', `${excess} Nothing was started.`, {
    location: profile.location,
    hint: 'Make fewer films at once, or raise the budget of the profile.',
  });
}

/** `The profile final allows 12 min 00 s of film, and this run would start 14 min 20 s.`; undefined where it holds. */
export function excessOf(plan: Plan, profile: Profile | undefined): string | undefined {
  const { budget, name } = profile ?? {};
  if (budget === undefined) return undefined;
  const estimate = estimatePlan(plan);
  const { videoMs, speechCharacters } = budget;
  const parts = [
    ...(videoMs !== undefined && estimate.videoMs > videoMs.value
      ? [`${formatDuration(videoMs.value)} of film, and this run would start ${about(estimate)}${formatDuration(estimate.videoMs)}`]
      : []),
    ...(speechCharacters !== undefined && estimate.speechCharacters > speechCharacters.value
      ? [`${speechCharacters.value} characters of speech, and this run would start ${about(estimate)}${estimate.speechCharacters}`]
      : []),
  ];
  return parts.length === 0 ? undefined : `The profile ${name} allows ${parts.join('; it allows ')}.`;
}

/** What a plan would spend, for people: `about 38.2 s of film, 512 characters of speech, 1 clone`; undefined for nothing. */
export function describeEstimate(estimate: PlanEstimate): string | undefined {
  const { videoMs, speechCharacters, clones } = estimate;
  const parts = [
    videoMs > 0 ? `${formatDuration(videoMs)} of film` : '',
    speechCharacters > 0 ? `${speechCharacters} characters of speech` : '',
    clones > 0 ? `${clones} ${clones === 1 ? 'clone' : 'clones'}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : `${about(estimate)}${parts.join(', ')}`;
}

/** Lengths of films are guessed from their texts until the speech is there. */
function about({ isExact }: PlanEstimate): string {
  return isExact ? '' : 'about ';
}
