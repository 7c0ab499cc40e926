import { DefaultRenderer, type ListrDefaultRendererTask, Spinner } from 'listr2';
import type { Palette } from '../palette.ts';
import type { Pace } from './reporter.ts';
import type { NodeState } from './run-view.ts';

/** At most ten redraws a second, whatever happens how often. */
const redrawEveryMs = 125;
const leastRedrawGapMs = 100;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export interface RunRendererSettings {
  /** Brings titles up to date; called just before a frame is drawn. */
  readonly beforeDraw: () => void;
  /** The state of a listr2 task's row, by the task's id; undefined for the footer. */
  readonly stateOf: (id: string) => NodeState | undefined;
  readonly palette: Palette;
  readonly pace: Pace;
}

/**
 * listr2's own renderer, held to a steady frame rate, with marks that follow our states instead of listr2's. It draws on
 * stderr, so it must not look at whether stdout is a terminal: hence `nonTTY`.
 */
export function createRunRenderer({ beforeDraw, stateOf, palette, pace }: RunRendererSettings): typeof DefaultRenderer {
  let drawnAt = Number.NEGATIVE_INFINITY;
  const marks: Record<NodeState, (now: number) => string> = {
    waiting: () => palette.dim('○'),
    active: (now) => palette.cyan(frames[Math.floor(now / redrawEveryMs) % frames.length] ?? ''),
    done: () => palette.green('✔'),
    reused: () => palette.green('↻'),
    failed: () => palette.red('✖'),
    skipped: () => palette.yellow('–'),
  };
  return class RunRenderer extends DefaultRenderer {
    static override readonly nonTTY = true;

    override update(): void {
      const now = performance.now();
      if (now - drawnAt < leastRedrawGapMs) return;
      drawnAt = now;
      beforeDraw();
      super.update();
    }

    protected override style(task: ListrDefaultRendererTask): string {
      const state = stateOf(task.id);
      return state === undefined ? palette.yellow('!') : marks[state](pace.now());
    }
  };
}

export class SteadySpinner extends Spinner {
  override start(onTick?: () => void): void {
    super.start(onTick, redrawEveryMs);
  }
}
