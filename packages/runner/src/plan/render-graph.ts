import { outputsReadBy } from './needed-outputs.ts';
import type { Plan, PlanNode } from './plan.ts';

export type GraphFormat = 'mermaid' | 'dot';

/** The plan as a picture's source text. One group per instance, one arrow per need, named by the outputs that flow along it. */
export function renderGraph(plan: Plan, format: GraphFormat): string {
  const names = new Map(plan.nodes.map((node, index) => [node.id, `n${index}`]));
  const syntax = format === 'mermaid' ? mermaid : dot;
  const groups = [...Map.groupBy(plan.nodes, (node) => `${node.recipe}/${node.instance}`)];
  const lines = [
    syntax.head,
    ...groups.flatMap(([title, nodes], index) => [
      syntax.openGroup(`g${index}`, title),
      ...nodes.map((node) => syntax.node(names.get(node.id) ?? '', linesOf(node))),
      syntax.closeGroup,
    ]),
    ...plan.nodes.flatMap((node) =>
      node.needs.map((need) => syntax.edge(names.get(need) ?? '', names.get(node.id) ?? '', labelOf(node, need))),
    ),
    ...syntax.foot,
  ];
  return `${lines.join('\n')}\n`;
}

/** Ids are our own (`n0`, `g0`); every name from a recipe stands in quotes, escaped for its language. */
interface GraphSyntax {
  readonly head: string;
  readonly foot: readonly string[];
  openGroup(id: string, title: string): string;
  readonly closeGroup: string;
  node(id: string, lines: readonly string[]): string;
  edge(from: string, to: string, label: string): string;
}

const mermaid: GraphSyntax = {
  head: 'flowchart LR',
  foot: [],
  openGroup: (id, title) => `  subgraph ${id}["${escapeMermaid(title)}"]`,
  closeGroup: '  end',
  node: (id, lines) => `    ${id}["${lines.map(escapeMermaid).join('<br>')}"]`,
  edge: (from, to, label) => (label === '' ? `  ${from} --> ${to}` : `  ${from} -- "${escapeMermaid(label)}" --> ${to}`),
};

const dot: GraphSyntax = {
  head: 'digraph reel {\n  rankdir=LR;\n  node [shape=box];',
  foot: ['}'],
  openGroup: (id, title) => `  subgraph cluster_${id} {\n    label="${escapeDot(title)}";`,
  closeGroup: '  }',
  node: (id, lines) => `    ${id} [label="${lines.map(escapeDot).join('\\n')}"];`,
  edge: (from, to, label) => (label === '' ? `  ${from} -> ${to};` : `  ${from} -> ${to} [label="${escapeDot(label)}"];`),
};

/** What stands in no recipe says where it comes from. */
function linesOf({ step, provider }: PlanNode): readonly string[] {
  const lines = [step.id, `${step.with.uses} · ${provider}`];
  switch (step.origin?.type) {
    case 'cast':
      return [...lines, `for ${step.origin.member} of the cast`];
    case 'compiled':
      return [...lines, `for ${step.origin.uses}`];
    default:
      return lines;
  }
}

function labelOf(node: PlanNode, need: string): string {
  const step = need.slice(need.lastIndexOf('/') + 1);
  return [...new Set(outputsReadBy(node.step.with).flatMap((one) => (one.step === step ? [one.output] : [])))].join(', ');
}

/** Everything but letters, digits and a few harmless signs becomes a character code, so that no text can end its quotes or add markup. */
function escapeMermaid(text: string): string {
  return text.replace(/[^\p{L}\p{N} ._/·-]/gu, (character) => `#${character.codePointAt(0)};`);
}

function escapeDot(text: string): string {
  return text.replace(/[\\"]/g, '\\$&').replace(/\p{Cc}/gu, ' ');
}
