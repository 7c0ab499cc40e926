import { holdsExpression } from '../expression/parse-template.ts';
import type { MapNode, SourceNode } from '../parse/source-node.ts';
import type { ProjectReader } from './project-reader.ts';

/** Expressions are for recipes: here they would stay as they are written, as a host, an id or words to be spoken. */
export function refuseExpressions(root: MapNode, read: ProjectReader): void {
  const visit = (node: SourceNode): void => {
    if (node.kind === 'list') node.items.forEach(visit);
    else if (node.kind === 'map') for (const { value } of node.entries.values()) visit(value);
    else if (typeof node.value === 'string' && holdsExpression(node.value)) {
      read.refuse(read.place(node), 'A project file knows no expressions.', 'Write the value itself, or for a secret { env: NAME }.');
    }
  };
  visit(root);
}
