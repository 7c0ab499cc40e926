// Loaded before a simulation with --import: puts the simulated disk, network and process table in the place of the real ones, for the
// runner's own modules alone. With SIMULATION_MUTANT one of them is spoilt on purpose (mutants.ts).
import { registerHooks } from 'node:module';
import { mutants } from './mutants.ts';

const here = new URL('.', import.meta.url).href;
const runner = new URL('../../', import.meta.url).href;
const standIns: Readonly<Record<string, string>> = {
  'node:fs/promises': 'sim-disk.ts',
  [`${runner}fetch/http-get.ts`]: 'sim-network.ts',
  [`${runner}state/process-identity.ts`]: 'process-table.ts',
};
const mutant = mutants.find(({ name }) => name === process.env.SIMULATION_MUTANT);

registerHooks({
  resolve(specifier, context, nextResolve) {
    const isRunner = context.parentURL?.startsWith(runner) === true && context.parentURL !== `${here}sim-disk.ts`;
    const resolved = nextResolve(specifier, context);
    const standIn = isRunner ? standIns[resolved.url] : undefined;
    return standIn === undefined ? resolved : { ...resolved, url: `${here}${standIn}`, format: 'module-typescript' };
  },
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (mutant === undefined || url !== `${runner}${mutant.file}`) return loaded;
    const source = String(loaded.source);
    if (!source.includes(mutant.from)) throw new Error(`The mutant "${mutant.name}" finds nothing to spoil in ${mutant.file}.`);
    return { ...loaded, source: source.replace(mutant.from, mutant.to) };
  },
});
