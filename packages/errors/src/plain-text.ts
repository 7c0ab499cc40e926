// C0 and C1 controls, bidirectional overrides, zero-width and line separators: what lets foreign text steer a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Makes foreign text safe to print on one line: controls are shown as `\u{..}`, line breaks and tabs as a space,
 * and the text is cut to `maxLength` UTF-16 units (never inside a surrogate pair).
 */
export function plainText(text: string, maxLength = 500): string {
  const oneLine = text.replace(/[\r\n\t]+/g, ' ').replace(unsafe, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
  if (oneLine.length <= maxLength) return oneLine;
  const cut = oneLine.slice(0, maxLength - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
