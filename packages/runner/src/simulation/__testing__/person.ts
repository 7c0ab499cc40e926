import { join } from 'node:path';
import type { OnUncertain } from '../../execute/run-options.ts';
import { openState } from '../../state/open-state.ts';
import type { Life, Site } from './history.ts';
import { SimProcess } from './sim-process.ts';

/** What persons were asked, and what they chose to pay again. */
export interface Ledger {
  questions: number;
  /** How many more starts of a label a person's word has allowed. */
  readonly restartable: Map<string, number>;
}

/**
 * A person is asked, looks at the service, and either binds what is there or withdraws what is not; now and then they say "restart"
 * without looking. What has vanished can only be restarted.
 *
 * @returns the word for the next run.
 */
export function decideAsPerson(ended: readonly Life[], site: Site): OnUncertain {
  const { world, root, services, ledger } = site;
  if (!ended.some(({ result }) => result?.outcome === 'uncertain')) return 'ask';
  const process = new SimProcess(`person after ${ended[0]?.process.name}`, world);
  const state = openState(join(root, '.reel'), { clock: process.clock, self: process.self });
  const isCareless = world.chance.number(`${process.name} is careless`) < 0.25;
  let word: OnUncertain = 'ask';
  try {
    for (const record of state.tasks.open()) {
      const service = services.find(({ traits }) => traits.id === record.provider);
      if (record.kind === 'authorize' || service === undefined) continue;
      const made = service.tasks.find(({ label, ref }) => label === record.label && (record.task === undefined || ref.id === record.task));
      const hasVanished = record.state === 'started' && made !== undefined && world.clock.nowMs >= made.vanishesAt;
      if (record.state === 'started' && !hasVanished) continue;
      if (isCareless || hasVanished) {
        word = 'restart';
        ledger.restartable.set(record.label, (ledger.restartable.get(record.label) ?? 0) + 1);
        continue;
      }
      if (made === undefined) state.starts.withdraw(record);
      else state.tasks.adopt(record, made.ref.id, Math.round(process.clock.now()));
      world.tell(`a person finds that ${record.label} was ${made === undefined ? 'not made' : `made as ${made.ref.id}`}`);
    }
  } finally {
    state.close();
    process.bury();
  }
  return word;
}
