import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { MediaError } from '../media-error.ts';
import type { Job, JobAnswer, JobRequest } from './job.ts';

export interface WorkerPool {
  /** Runs the job when a process is free. @throws {MediaError} `renderer` when the process dies over it. */
  run(job: Job): Promise<unknown>;
  /** Ends all processes; what was running or waiting fails. */
  close(): Promise<void>;
}

export interface PoolSettings {
  readonly entry: string;
  readonly size: number;
  /** A job that takes longer is given up, with its process. */
  readonly deadlineMs?: number;
}

interface Task {
  readonly job: Job;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Worker {
  readonly child: ChildProcess;
  task: Task | undefined;
  complaints: string;
  deadline: NodeJS.Timeout | undefined;
}

/** Five times what the longest film takes on a slow machine. */
const halfAnHour = 30 * 60_000;

/** Processes are started when there is work for them and stay; an idle one does not keep this process from ending. */
export function createWorkerPool({ entry, size, deadlineMs = halfAnHour }: PoolSettings): WorkerPool {
  const workers = new Set<Worker>();
  const queue: Task[] = [];
  let closed = false;
  let nextId = 1;

  const pump = (): void => {
    while (queue.length > 0 && !closed) {
      const free = [...workers].find(({ task }) => task === undefined) ?? (workers.size < size ? start() : undefined);
      const task = free && queue.shift();
      if (free === undefined || task === undefined) return;
      give(free, task);
    }
  };

  const start = (): Worker => {
    const child = fork(entry, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const worker: Worker = { child, task: undefined, complaints: '', deadline: undefined };
    workers.add(worker);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      worker.complaints = `${worker.complaints}${text}`.slice(-600);
    });
    child.on('message', (message) => finish(worker, message as JobAnswer)); // sent by our own worker
    child.on('error', (error) => lose(worker, error.message));
    child.on('exit', (code, signal) => lose(worker, signal === null ? `exit code ${code}` : signal));
    return worker;
  };

  const give = (worker: Worker, task: Task): void => {
    worker.task = task;
    worker.deadline = setTimeout(() => worker.child.kill('SIGKILL'), deadlineMs);
    hold(worker, true);
    worker.child.send({ id: nextId++, job: task.job } satisfies JobRequest, (error) => {
      if (error !== null) lose(worker, error.message);
    });
  };

  const finish = (worker: Worker, answer: JobAnswer): void => {
    const task = release(worker);
    hold(worker, false);
    if (answer.ok) task?.resolve(answer.value);
    else task?.reject(new MediaError(answer.kind, answer.message));
    pump();
  };

  const lose = (worker: Worker, reason: string): void => {
    if (!workers.delete(worker)) return;
    const said = lastLine(worker.complaints);
    release(worker)?.reject(new MediaError('renderer', `The render process stopped (${reason})${said === '' ? '' : `: ${said}`}.`));
    pump();
  };

  return {
    run(job) {
      if (closed) return Promise.reject(new MediaError('renderer', 'The media studio is closed.'));
      return new Promise((resolve, reject) => {
        queue.push({ job, resolve, reject });
        pump();
      });
    },
    async close() {
      closed = true;
      for (const task of queue.splice(0)) task.reject(new MediaError('renderer', 'The media studio was closed.'));
      await Promise.all([...workers].map(({ child }) => ended(child)));
    },
  };
}

function release(worker: Worker): Task | undefined {
  const { task } = worker;
  clearTimeout(worker.deadline);
  worker.task = undefined;
  return task;
}

/** Whether the child keeps this process alive: while it works for us, yes. */
function hold({ child }: Worker, busy: boolean): void {
  const pipes = [child, child.channel, child.stderr as unknown as { ref?(): void; unref?(): void } | null]; // a socket, whatever its type says
  for (const pipe of pipes) {
    if (busy) pipe?.ref?.();
    else pipe?.unref?.();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  return line.replace(/\[[^\]]*0x[0-9a-f]+[^\]]*\]\s*/gi, '').slice(0, 160);
}
