import { plainText } from '@reelwright/errors';
import type { RunEvent } from '@reelwright/runner';
import { formatDuration } from '../format.ts';
import type { TextStream } from '../host.ts';
import { describeEvent, describeSwitch, type NodeEvent } from './phrases.ts';
import type { Pace, Reporter } from './reporter.ts';

/** A step that takes long says so this often, and no more. */
const progressEveryMs = 30_000;
/** A shorter wait is not worth a line. */
const shortWaitMs = 2_000;

/** One line per fact, each naming recipe, instance and step: for CI logs and pipes. Progress is told twice a minute at most. */
export function createPlainReporter(stream: TextStream, pace: Pace): Reporter {
  const lastToldAt = new Map<string, number>();
  const beganAt = new Map<string, number>();

  const line = (event: RunEvent): string | undefined => {
    switch (event.type) {
      case 'warning-raised':
        return `${event.node === undefined ? '' : `${event.node}: `}warning: ${plainText(event.message)}`;
      case 'instance-switched':
        return describeSwitch(event);
      case 'output-failed':
        return `${event.recipe}/${event.instance}/${event.output}: not written: ${plainText(event.error.message)}`;
      case 'run-started':
      case 'run-interrupted':
      case 'run-finished':
      case 'output-written':
        return undefined;
      default:
        return isWorthALine(event) ? `${event.node}: ${withTime(event)}` : undefined;
    }
  };
  const withTime = (event: NodeEvent): string => {
    const began = beganAt.get(event.node);
    if (event.type !== 'node-finished' || began === undefined) return describeEvent(event);
    return `done in ${formatDuration(pace.now() - began)}`;
  };
  const isWorthALine = (event: NodeEvent): boolean => {
    switch (event.type) {
      case 'node-started':
        beganAt.set(event.node, pace.now());
        lastToldAt.set(event.node, pace.now());
        return false;
      case 'task-polled':
      case 'artifact-fetching': {
        if (pace.now() - (lastToldAt.get(event.node) ?? 0) < progressEveryMs) return false;
        lastToldAt.set(event.node, pace.now());
        return true;
      }
      case 'node-waiting':
        return (event.forMs ?? 0) / pace.speed >= shortWaitMs;
      default:
        return true;
    }
  };

  return {
    event(event) {
      const text = line(event);
      if (text !== undefined) stream.write(`${text}\n`);
    },
    note: (text) => stream.write(`${text}\n`),
    close: async () => {},
  };
}
