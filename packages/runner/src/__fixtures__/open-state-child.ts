import { createSystemClock } from '@reelwright/clock';
import { openState } from '../state/open-state.ts';

// A process that opens the state of a folder at the same time as others, writes one thing, and says so.
const [, , folder = '', number = ''] = process.argv;
const state = openState(folder, { clock: createSystemClock() });
state.journal.begin(`run-${number}`, Number(number));
state.close();
console.log(`${number} opened`);
