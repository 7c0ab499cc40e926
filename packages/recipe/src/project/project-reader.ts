import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import { createPathResolver } from '../instantiate/project-path.ts';
import { type Finding, resolveMedium } from '../instantiate/resolve-medium.ts';
import { createTextReader, spokenText } from '../instantiate/resolve-text.ts';
import type { MapNode, SourceNode } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import type { ProjectFiles } from '../project-files.ts';
import type { MediumSource, Sourced } from '../recipe.ts';
import { scalarIn, sourcedText, textIn } from '../validate/decode-recipe.ts';

/**
 * Reads parts of the project file in the types that they have. Undefined is a part that is not there or has no usable value; the
 * latter is told, by the schema or here.
 */
export interface ProjectReader {
  readonly source: SourceText;
  readonly diagnostics: Diagnostic[];
  place(node: { readonly start: number; readonly end: number }): SourceLocation;
  refuse(location: SourceLocation, message: string, hint: string): void;
  text(map: MapNode, key: string): Sourced<string> | undefined;
  /** One of a schema's words, which has judged it. */
  word<T extends string>(map: MapNode, key: string): T | undefined;
  /** A medium behind a path relative to the project file, or an https address. */
  medium(node: SourceNode | undefined): MediumSource | undefined;
  /** A text, or the one that `{ file: path }` leads to. */
  statement(node: SourceNode | undefined): string | undefined;
}

/** @param files Without them no path is looked up, and media that are files are left out. */
export function createProjectReader(source: SourceText, files: ProjectFiles | undefined, diagnostics: Diagnostic[]): ProjectReader {
  const paths = files && createPathResolver(files, 'the project file');
  const texts = files && paths && createTextReader(paths, files);
  const tell = <T extends object>(found: T | Finding, location: SourceLocation): T | undefined => {
    if (!('code' in found)) return found;
    diagnostics.push({ severity: 'error', ...found, location });
    return undefined;
  };
  return {
    source,
    diagnostics,
    place: ({ start, end }) => source.locate(start, end),
    refuse: (location, message, hint) => diagnostics.push({ severity: 'error', code: 'PROJECT_INVALID', message, location, hint }),
    text: (map, key) => textIn(map, key, source),
    word: <T extends string>(map: MapNode, key: string) => {
      const value = scalarIn(map, key)?.value;
      return typeof value === 'string' ? (value as T) : undefined; // the schema has judged that it is one of the words of T
    },
    medium(node) {
      const address = sourcedText(node, source);
      if (paths === undefined || address === undefined || address.value.trim() === '') return undefined;
      return tell(resolveMedium(address.value, address.location, paths), address.location);
    },
    statement(node) {
      if (node?.kind === 'map') {
        const file = textIn(node, 'file', source);
        if (texts === undefined || file === undefined || file.value.trim() === '') return undefined;
        return tell(texts.read(file.value, file.location), file.location)?.text;
      }
      const text = sourcedText(node, source);
      return text && spokenText(text.value, text.location).text;
    },
  };
}
