import { codes, Refusal } from './envelope.ts';
import type { BlankRefusal } from './film-fields.ts';
import { longestTextOf, type Quirks } from './quirks.ts';
import { characterCount, spokenText } from './spoken-text.ts';

/** "Up to 4,000 characters." */
const longestWords = 4_000;

/** Words that stand here for whatever the service does not allow. */
export const forbiddenWords: readonly string[] = ['违禁词', '赌博网站', '代开发票', 'forbidden-word'];

const emoji = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Extended_Pictographic}\u200D/u;

/** @throws {Refusal} for a text with emoji, one that is too long, and 50011 for words that are not allowed. */
export function assertSpeakable(text: string, quirks: Pick<Quirks, 'longestText'>, refuse: BlankRefusal): void {
  if (emoji.test(text)) throw refuse('输入文本不可以包含 emoji');
  const longest = longestTextOf(quirks, longestWords);
  if (characterCount(text) > longest) throw new Refusal(codes.parameter, `参数错误: 文本长度不能超过${longest}字`);
  const lower = text.toLowerCase();
  if (forbiddenWords.some((word) => lower.includes(word))) throw new Refusal(codes.content, '作品存在不合法规文字内容');
}

/** Whether there is nothing to say but digits. */
export function isDigitsOnly(text: string): boolean {
  const said = spokenText(text).replace(/[\s\p{P}\p{S}]/gu, '');
  return said !== '' && /^\p{N}+$/u.test(said);
}
