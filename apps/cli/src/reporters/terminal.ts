import { plainText } from '@reelwright/errors';
import { type DefaultRenderer, Listr, ListrLogger, type ListrTask, type ListrTaskObject, ProcessOutput } from 'listr2';
import type { TextStream } from '../host.ts';
import type { Palette } from '../palette.ts';
import { describeSwitch } from './phrases.ts';
import type { Pace, Reporter } from './reporter.ts';
import { groupRows } from './rows.ts';
import { createRunRenderer, SteadySpinner } from './run-renderer.ts';
import { type NodeState, RunView } from './run-view.ts';

/** Rows beneath all headings together. */
const mostRows = 10;
/** A film that goes on at another provider may take more steps there. */
const spareRows = 3;

/**
 * The live view: a heading for each film (or recipe), beneath it what is under way. listr2 draws; how many tasks it has is
 * fixed by the window and never by the run, since its renderer is quadratic in tasks.
 */
export function createTerminalReporter(stream: TextStream, palette: Palette, pace: Pace): Reporter {
  const view = new RunView(pace);
  const warnings: string[] = [];
  let drawing: Drawing | undefined;
  const note = (text: string) => {
    if (drawing === undefined) stream.write(`${text}\n`);
    else drawing.note(text);
  };
  // Said while it happens, and once more at the end, where it stays.
  const warn = (text: string) => {
    warnings.push(text);
    drawing?.note(text);
  };
  return {
    event(event) {
      view.apply(event);
      if (event.type === 'run-started' && event.nodes.length > 0) drawing = new Drawing(view, stream, palette, pace);
      if (event.type === 'instance-switched') return warn(`${palette.yellow('note')} ${describeSwitch(event)}`);
      if (event.type !== 'warning-raised') return;
      warn(`${palette.yellow('warning')} ${event.node === undefined ? '' : `${event.node}: `}${plainText(event.message)}`);
    },
    note,
    async close() {
      await drawing?.finish();
      drawing = undefined;
      for (const warning of warnings.splice(0)) stream.write(`${warning}\n`);
    },
  };
}

type Task = ListrTaskObject<unknown, typeof DefaultRenderer>;

/** A heading and as many rows as its window may need. A row with an empty title is not drawn. */
interface Slot {
  heading: Task | undefined;
  readonly rows: Task[];
}

class Drawing {
  readonly #view: RunView;
  readonly #settings: { readonly stream: TextStream; readonly palette: Palette; readonly pace: Pace };
  readonly #slots: readonly Slot[];
  readonly #states = new Map<string, NodeState>();
  readonly #notes: string[] = [];
  #footer: Task | undefined;
  /** Tasks that listr2 has not begun yet: it takes a few turns, and a quick run may be over before. */
  #toBegin = 1;
  readonly #begun = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #drawn: Promise<unknown>;

  constructor(view: RunView, stream: TextStream, palette: Palette, pace: Pace) {
    this.#view = view;
    this.#settings = { stream, palette, pace };
    this.#slots = view.groups.map(() => ({ heading: undefined, rows: [] }));
    const output = asWriteStream(stream);
    const list = new Listr<unknown, typeof DefaultRenderer>(
      [...this.#slots.map((slot, i) => this.#headingTask(slot, i)), this.#footerTask()],
      {
        concurrent: true,
        exitOnError: false,
        registerSignalListeners: false,
        renderer: createRunRenderer({ beforeDraw: () => this.#fill(), stateOf: (id) => this.#states.get(id), palette, pace }),
        rendererOptions: {
          collapseSubtasks: false,
          formatOutput: 'truncate',
          spinner: new SteadySpinner(),
          logger: new ListrLogger({ processOutput: new ProcessOutput(output, output) }),
        },
      },
    );
    this.#drawn = list.run({});
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  /** Draws the last frame, which stays, and gives the terminal back. */
  async finish(): Promise<void> {
    await this.#begun.promise;
    this.#notes.length = 0;
    this.#fill();
    this.#ended.resolve();
    await this.#drawn;
  }

  #headingTask(slot: Slot, index: number): ListrTask<unknown, typeof DefaultRenderer> {
    const rows = Math.min((this.#view.groups[index]?.nodes.length ?? 0) + spareRows, mostRows);
    this.#toBegin += rows;
    return {
      title: this.#view.groups[index]?.title ?? '',
      task: (_, heading) => {
        slot.heading = heading.task;
        const rowTask: ListrTask<unknown, typeof DefaultRenderer> = {
          title: '',
          task: (_context, row) => {
            slot.rows.push(row.task);
            return this.#untilEnd();
          },
        };
        // `concurrent` and `exitOnError` would be inherited; said again so that nobody has to know.
        return heading.newListr(Array(rows).fill(rowTask), { concurrent: true, exitOnError: false });
      },
    };
  }

  #footerTask(): ListrTask<unknown, typeof DefaultRenderer> {
    return {
      title: '',
      task: (_, wrapper) => {
        this.#footer = wrapper.task;
        return this.#untilEnd();
      },
    };
  }

  #untilEnd(): Promise<void> {
    this.#toBegin -= 1;
    if (this.#toBegin === 0) this.#begun.resolve();
    return this.#ended.promise;
  }

  /** Brings all titles up to date. Set on the tasks themselves: the wrappers' setters would each redraw the whole list. */
  #fill(): void {
    const { stream } = this.#settings;
    const room = Math.max(2, Math.min(mostRows, stream.rows - this.#slots.length - 4));
    const all = this.#view.groups.reduce((sum, { nodes }) => sum + nodes.length, 0);
    // What fits is shown whole; otherwise every group has its share.
    const window = all <= room ? all : Math.max(2, Math.floor(room / this.#slots.length));
    for (const [i, slot] of this.#slots.entries()) this.#fillSlot(slot, i, window);
    if (this.#footer !== undefined) this.#footer.title = this.#notes.slice(-2).join(' · ');
  }

  #fillSlot({ heading, rows }: Slot, index: number, window: number): void {
    const group = this.#view.groups[index];
    if (group === undefined || heading === undefined) return;
    const drawn = groupRows(group, { ...this.#settings, window: Math.min(window, Math.max(2, rows.length)) });
    heading.title = drawn.title;
    this.#states.set(heading.id, drawn.state);
    for (const [i, row] of rows.entries()) {
      row.title = drawn.rows[i]?.text ?? '';
      this.#states.set(row.id, drawn.rows[i]?.state ?? 'waiting');
    }
  }
}

/**
 * What listr2 asks of a stream: `write` and the terminal's size. An object of its own, since listr2 replaces `write` while it
 * draws; the cast is safe because nothing else of a WriteStream is used.
 */
function asWriteStream(stream: TextStream): NodeJS.WriteStream {
  const facade = {
    write: (text: string) => {
      stream.write(text);
      return true;
    },
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
  return facade as unknown as NodeJS.WriteStream;
}
