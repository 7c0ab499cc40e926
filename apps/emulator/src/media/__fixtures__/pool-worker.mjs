// A stand-in for the render process: does what the label of the "film" says.
import { writeFileSync } from 'node:fs';

process.on('disconnect', () => process.exit());
process.on('message', ({ id, job }) => {
  const { label, outPath } = job.order;
  if (label === 'crash') {
    process.stderr.write('[lib @ 0x1234] it went wrong\n');
    process.kill(process.pid, 'SIGKILL');
  } else if (label === 'hang') {
    if (outPath) writeFileSync(`${outPath}.part`, 'half');
  } else if (label === 'bad input') process.send({ id, ok: false, kind: 'input', message: 'It is no sound.' });
  else if (label === 'native fails' && job.renderer !== 'portable') process.send({ id, ok: false, kind: 'renderer', message: 'No such codec.' });
  else setTimeout(() => process.send({ id, ok: true, value: { pid: process.pid, label, renderer: job.renderer, durationMs: 1 } }), label === 'slow' ? 80 : 0);
});
