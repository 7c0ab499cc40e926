// SPDX-License-Identifier: GPL-3.0-or-later
export { createSynthesizer, type Speech, type Synthesizer, type Utterance } from './synthesizer.ts';
