// What judging a recipe costs beside reading it: node bench.mjs [steps …]
// Prints, for each size, the yaml package's own parseDocument, our parse and validate, and their ratio. Nothing is asserted.
import { parseDocument } from 'yaml';
import { defaultLimits, parseRecipe, validateRecipe } from './src/index.ts';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 10_000, 100_000];
const rounds = 5;
// The same work for the library: without its own duplicate check, which is quadratic.
const options = { version: '1.2', schema: 'core', merge: false, uniqueKeys: false, strict: true, stringKeys: true, logLevel: 'silent' };
const unlimited = { ...defaultLimits, sizeBytes: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY };

for (const size of sizes) {
  const text = recipeOf(size);
  const library = [];
  const ours = [];
  for (let round = 0; round < (size > 20_000 ? 2 : rounds); round++) {
    library.push(time(() => parseDocument(text, options)));
    ours.push(time(() => judge(text)));
  }
  const [a, b] = [Math.min(...library), Math.min(...ours)];
  console.log(
    `${size} steps, ${(text.length / 1e6).toFixed(1)} MB: parseDocument ${a.toFixed(0)} ms, parse and validate ${b.toFixed(0)} ms, ratio ${(b / a).toFixed(2)}`,
  );
}

function judge(text) {
  const { recipe, diagnostics } = validateRecipe(parseRecipe(text, 'bench.reel.yaml', unlimited));
  if (!recipe?.sound) throw new Error(`The recipe of the measurement is wrong: ${diagnostics[0]?.message}`);
}

function time(work) {
  globalThis.gc?.();
  const start = performance.now();
  work();
  return performance.now() - start;
}

function recipeOf(steps) {
  const pairs = Array.from({ length: steps / 2 }, (_, n) => pair(n));
  return `inputs:\n  pace: { type: number, default: 1 }\nsteps:\n${pairs.join('')}outputs:\n  video: \${{ steps.film0.video }}\n`;
}

function pair(n) {
  return `  speech${n}:
    uses: tts
    with:
      voice: C-Audio-${n}
      text: Good morning, number ${n}, and welcome to the show.
      speed: \${{ inputs.pace }}
  film${n}:
    uses: lip-sync
    with:
      video: assets/mei-desk.mp4
      audio: \${{ steps.speech${n}.audio }}
      size: 1080x1920
`;
}
