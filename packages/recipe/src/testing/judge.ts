import { type Diagnostic, renderDiagnostic } from '@reelwright/errors';
import { type LoadedRecipe, loadRecipe } from '../load-recipe.ts';
import { parseProject } from '../project/parse-project.ts';
import type { Project } from '../project/project.ts';
import { createMemoryFiles, type MemoryProject } from './memory-files.ts';

/** The project in which the recipes of the tests stand. */
export const usualFiles: Readonly<Record<string, string>> = {
  'assets/mei.wav': 'sound',
  'assets/mei-desk.mp4': 'film',
  'scripts/welcome.md': 'Good morning.\n',
  'scripts/blank.md': ' \n',
};

export interface JudgeOptions extends MemoryProject {
  readonly inputs?: Readonly<Record<string, string>>;
  /** Text of the project file; it must be right. */
  readonly project?: string;
  /** Name of one of its profiles. */
  readonly profile?: string;
  readonly inputsMayBeMissing?: boolean;
}

/** All three stages on a text, in a project that exists in memory only. */
export function judge(text: string, options: JudgeOptions = {}): LoadedRecipe {
  const { inputs = {}, files = usualFiles, project: projectText, profile, inputsMayBeMissing = false, ...disk } = options;
  const project = projectText === undefined ? undefined : soundProject(projectText, files);
  return loadRecipe(text, 'test.reel.yaml', {
    inputs,
    inputsMayBeMissing,
    files: createMemoryFiles({ files, ...disk }),
    project,
    profile: profile === undefined ? undefined : project?.profiles.get(profile),
  });
}

function soundProject(text: string, files: Readonly<Record<string, string>>): Project {
  const { project, diagnostics } = parseProject(text, 'reelwright.yaml', createMemoryFiles({ files }));
  if (project === undefined) throw new Error(`The project file of the test is wrong: ${sentences(diagnostics).join(' ')}`);
  return project;
}

/** `line:column CODE` of each diagnostic. */
export function places(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, location: { line, column } }) => `${line}:${column} ${code}`);
}

/** `CODE message`. */
export function sentences(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

/** The letters that a diagnostic underlines, where they are on one line. */
export function underlined(text: string, { location: { line, column, endLine, endColumn } }: Diagnostic): string | undefined {
  return endLine === line ? text.split('\n')[line - 1]?.slice(column - 1, (endColumn ?? column) - 1) : undefined;
}

/** @param others Texts of other files than the first, by their name. */
export function rendered(text: string, diagnostics: readonly Diagnostic[], others: Readonly<Record<string, string>> = {}): string {
  return `${diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, others[diagnostic.location.file] ?? text)).join('\n')}\n`;
}

/** A recipe with nothing wrong, around the steps that a test is about. */
export function recipeWith(step: string, more = ''): string {
  return `${more}steps:\n  voice:\n    uses: clone-voice\n    with: { sample: assets/mei.wav }\n  speech:\n    uses: tts\n    with: { voice: '\${{ steps.voice.voice }}', text: Hello. }\n${step}outputs: { audio: '\${{ steps.speech.audio }}' }\n`;
}
