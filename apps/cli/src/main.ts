#!/usr/bin/env node
import manifest from '../package.json' with { type: 'json' };
import { renderUsage } from './usage.ts';

// Version and overview are answered before anything else is loaded, then a run that has nothing to do; everything heavier
// stands behind a further `import()`.
const args = process.argv.slice(2);
const answer = quickAnswer(args);
if (answer !== undefined) {
  process.stdout.on('error', () => {});
  process.stdout.write(answer);
} else if (!(args[0] === 'run' && (await import('./quick-run.ts')).runQuickly(args.slice(1)))) {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { runProcess } = await import('./run-process.ts');
  await runProcess(args);
}

function quickAnswer([first, ...rest]: readonly string[]): string | undefined {
  if (rest.length > 0) return undefined;
  if (first === '--version' || first === '-V') return `${manifest.version}\n`;
  if (first === '--help' || first === '-h' || first === 'help') return renderUsage(manifest.version);
  return undefined;
}
