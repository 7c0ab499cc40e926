import { formatDuration } from '../format.ts';
import type { Palette } from '../palette.ts';
import { formatPercent } from './phrases.ts';
import type { Pace } from './reporter.ts';
import type { GroupView, NodeState, NodeView } from './run-view.ts';

/** What is drawn of a group: its heading and a window of rows. */
export interface GroupRows {
  readonly state: NodeState;
  readonly title: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly state: NodeState;
  readonly text: string;
}

export interface RowSettings {
  /** Most rows beneath the heading. */
  readonly window: number;
  readonly palette: Palette;
  readonly pace: Pace;
}

/**
 * A group that fits is shown whole, in the order of the recipe. A larger one shows what failed and what is under way, as
 * far as the window reaches, and counts the rest: drawing costs the same for ten steps and for ten thousand.
 */
export function groupRows(group: GroupView, settings: RowSettings): GroupRows {
  const fits = group.nodes.length <= settings.window;
  return {
    state: stateOf(group),
    title: `${settings.palette.bold(group.title)}  ${settings.palette.dim(renderCounts(group))}`,
    rows: fits ? group.nodes.map((node) => nodeRow(node, labelWidth(group.nodes), settings)) : windowRows(group, settings),
  };
}

/** The heading's own state: under way until every step has come to its end. */
function stateOf({ counts, nodes }: GroupView): NodeState {
  if (counts.active > 0) return 'active';
  if (counts.waiting > 0) return counts.waiting === nodes.length ? 'waiting' : 'active';
  if (counts.failed > 0) return 'failed';
  if (counts.skipped > 0) return 'skipped';
  return counts.reused === nodes.length ? 'reused' : 'done';
}

function renderCounts({ counts, nodes }: GroupView): string {
  const ended = counts.done + counts.reused;
  const parts = [`${ended} of ${nodes.length} steps`];
  if (counts.reused > 0) parts.push(`${counts.reused} reused`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  if (counts.skipped > 0) parts.push(`${counts.skipped} skipped`);
  return parts.join(', ');
}

function windowRows(group: GroupView, settings: RowSettings): Row[] {
  const failed = group.failed.slice(-Math.max(1, Math.floor(settings.window / 4)));
  const room = settings.window - failed.length - 1;
  const active = first(group.active, group.active.size <= room + 1 ? room + 1 : room);
  const hidden = group.active.size - active.length;
  const shown = [...failed, ...active];
  const rows = shown.map((node) => nodeRow(node, labelWidth(shown), settings));
  if (hidden > 0) rows.push({ state: 'active', text: settings.palette.dim(`and ${hidden} more under way`) });
  return rows;
}

function first<T>(items: Iterable<T>, most: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length >= most) break;
    taken.push(item);
  }
  return taken;
}

function labelWidth(nodes: readonly NodeView[]): number {
  return Math.min(32, Math.max(0, ...nodes.map(({ label }) => label.length)));
}

function nodeRow(node: NodeView, width: number, { palette, pace }: RowSettings): Row {
  const detail = renderDetail(node, palette, pace);
  return { state: node.state, text: `${node.label.padEnd(width)}  ${palette.dim(node.uses.padEnd(11))}  ${detail}`.trimEnd() };
}

function renderDetail(node: NodeView, palette: Palette, pace: Pace): string {
  if (node.state === 'failed') return palette.red(node.detail);
  if (node.state !== 'active') return palette.dim(node.detail);
  if (node.waitsUntil !== undefined) return palette.yellow(node.waitsUntil.words(Math.max(0, node.waitsUntil.at - pace.now())));
  const elapsed = palette.dim(formatDuration(pace.now() - (node.beganAt ?? pace.now())));
  return node.progress === undefined ? `${node.detail}  ${elapsed}` : `${renderBar(node.progress, palette)}  ${elapsed}`;
}

const barWidth = 20;

function renderBar(progress: number, palette: Palette): string {
  const filled = Math.round(Math.min(1, Math.max(0, progress)) * barWidth);
  return `${palette.cyan('━'.repeat(filled))}${palette.dim('╌'.repeat(barWidth - filled))} ${formatPercent(progress).padStart(5)}`;
}
