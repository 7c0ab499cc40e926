import type { CastReference, Consent, MediumSource, Project, RecipeInstance, StepWith } from '@reelwright/recipe';
import { sourcesOf } from './needed-outputs.ts';
import { mediaOfStep } from './step-media.ts';

/**
 * Absolute paths of all local media that the instances can come to use, without repeats: what `inspectMedia` has to look at before a
 * plan. From the project these are the recordings of consents and the media of cast members to be cloned, as far as a step leads to them.
 */
export function mediaPaths(instances: readonly RecipeInstance[], project?: Pick<Project, 'cast' | 'consents'>): string[] {
  const paths = new Set<string>();
  const add = (source: MediumSource | undefined) => {
    if (source?.type === 'file') paths.add(source.path);
  };
  const seen = new Set<string>();
  for (const { steps } of instances) {
    for (const step of steps) {
      for (const { source } of mediaOfStep(step)) add(source);
      if (project !== undefined) for (const source of ofProject(step.with, project, seen)) add(source);
    }
  }
  return [...paths];
}

/** @param seen Names of what was visited before. */
function* ofProject(step: StepWith, project: Pick<Project, 'cast' | 'consents'>, seen: Set<string>): Generator<MediumSource | undefined> {
  if ('consent' in step && step.consent !== undefined) yield* recordingsOf(step.consent.value, project, seen);
  for (const source of sourcesOf(step)) if (source.type === 'cast') yield* mediaOfMember(source, project, seen);
}

function* mediaOfMember(
  { member: name, part }: CastReference,
  project: Pick<Project, 'cast' | 'consents'>,
  seen: Set<string>,
): Generator<MediumSource | undefined> {
  const member = project.cast.get(name);
  const clone = member?.[part]?.clone;
  if (clone === undefined) return;
  yield clone.medium;
  if (member?.consent !== undefined) yield* recordingsOf(member.consent.value, project, seen);
}

function* recordingsOf(name: string, { consents }: Pick<Project, 'consents'>, seen: Set<string>): Generator<MediumSource | undefined> {
  const record: Consent | undefined = seen.has(name) ? undefined : consents.get(name);
  seen.add(name);
  yield record?.recording.voice;
  yield record?.recording.face;
}
