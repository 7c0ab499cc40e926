// SPDX-License-Identifier: GPL-3.0-or-later
// Speaks JSON lines over standard input and output (README.md). Ends with its input, so it never outlives who started it.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { answers } from './answers.ts';

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue;
  for await (const answer of answers(line)) {
    if (!process.stdout.write(`${answer}\n`)) await once(process.stdout, 'drain');
  }
}
