import type { Verdict } from '@reelwright/provider-http';

/** Refusals of the token: nothing was done, so the same call may be repeated with a new one. */
export const tokenCodes: readonly string[] = ['40002', '40003'];

const internalCode = '40001';

/**
 * Every documented code but 40001. The same numbers mean other things at other providers (X1): this table is for Guiji alone.
 *
 * @see WIRE.md, "Codes"
 */
export const codeTable: Readonly<Record<string, Verdict>> = {
  40002: { errorClass: 'auth', hint: 'Check the API key and secret, or hand in a fresh access token.' },
  40003: { errorClass: 'auth', hint: 'The access token has run out: configure the API key and secret, or hand in a fresh one.' },
  40010: { errorClass: 'quota', hint: 'Top up the Guiji account; its amounts are shown by `reel account`.' },
  40011: { errorClass: 'bad-input', hint: 'Guiji must be able to fetch the sound from a public address.' },
  40012: { errorClass: 'bad-input', hint: 'Use a sound of another length: for a voice sample, 10 to 30 seconds.' },
  40013: { errorClass: 'bad-input', hint: 'Use a file of another size.' },
  40014: { errorClass: 'bad-input', hint: 'Check that every medium of the step is there.' },
  40015: { errorClass: 'bad-input', hint: 'Check that the step has all that Guiji asks for, the consent included.' },
  40016: { errorClass: 'bad-input', hint: 'Guiji could not take the file in: check that it plays.' },
  40017: { errorClass: 'bad-input', hint: 'Guiji could not fetch the file: its address must be public and live long enough.' },
  40018: { errorClass: 'missing-resource' },
  40019: { errorClass: 'rate-limit' },
  40020: { errorClass: 'bad-input', hint: 'Use another kind of background.' },
  40021: { errorClass: 'provider', hint: 'Check that the footage plays and shows one person speaking.' },
  40022: { errorClass: 'bad-input', hint: 'Use footage of another bit rate.' },
  40023: { errorClass: 'bad-input', hint: 'Use footage of another resolution.' },
  40024: { errorClass: 'bad-input', hint: 'Use footage of another frame rate.' },
  40025: {
    errorClass: 'missing-resource',
    hint: 'Check the id of the avatar or voice: `reel avatars` and `reel voices` list those that exist.',
  },
  40026: { errorClass: 'missing-resource', hint: 'The avatar or voice has expired: clone it again.' },
  40027: { errorClass: 'bad-input', hint: 'Use footage of another type, such as MP4.' },
};

/**
 * What a refused call means.
 *
 * @param code The envelope's code as text; absent where only `success: false` was told.
 * @param creates An internal exception (40001) of a create may come after the task was made; of anything else it may be repeated.
 */
export function verdictOf(code: string | undefined, message: string | undefined, creates: boolean): Verdict {
  if (code === internalCode) return { errorClass: creates ? 'uncertain' : 'transient' };
  const known = code !== undefined && Object.hasOwn(codeTable, code) ? codeTable[code] : undefined;
  return known ?? verdictOfWords(message);
}

/** By words, where no code decides: undocumented codes, and the failure texts of tasks. Most have none of these: then it is Guiji's own failure. */
export function verdictOfWords(text: string | undefined): Verdict {
  if (text === undefined) return { errorClass: 'provider' };
  return wordTable.find(({ words }) => words.test(text))?.verdict ?? { errorClass: 'provider' };
}

const wordTable: readonly { readonly words: RegExp; readonly verdict: Verdict }[] = [
  {
    words: /余额|欠费|额度不足|时长不足|次数不足|balance|quota|insufficient/i,
    verdict: { errorClass: 'quota', hint: 'Top up the Guiji account; its amounts are shown by `reel account`.' },
  },
  {
    words: /授权|authoriz|consent/i,
    verdict: {
      errorClass: 'rejected-content',
      hint: 'The recording must show or carry the person saying exactly the words of the consent.',
    },
  },
  {
    words: /违规|敏感|违法|审核|涉黄|涉政|sensitive|prohibit|violat|non-?complian/i,
    verdict: { errorClass: 'rejected-content', hint: 'Guiji refuses what the text or the medium says: change it.' },
  },
  { words: /超出并发|并发|频繁|too (?:many|frequent)|concurren/i, verdict: { errorClass: 'rate-limit' } },
  {
    // Of a voice or an avatar: "no face was found" is about the footage.
    words:
      /(?:voice|speaker|avatar|scene|model)\b.{0,20}(?:not (?:exist|found)|expired)|(?:音色|声音|模特|形象|数字人|场景|模型).{0,10}(?:不存在|已过期|已失效)/i,
    verdict: { errorClass: 'missing-resource' },
  },
];
