/** The words of a rich text: tags as SSML has them are left out, the five entities are read. */
export function spokenText(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };
  return text
    .replace(/<\/?[A-Za-z][^<>]*>/g, '')
    .replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => entities[entity] ?? entity)
    .trim();
}

/** How long speaking a text takes, roughly: about 4.7 Chinese characters or 15 Latin ones a second. */
export function estimateSpeechMs(text: string, speed: number): number {
  const characters = [...spokenText(text)];
  const ideographs = characters.filter((character) => /\p{Script=Han}/u.test(character)).length;
  return Math.round((ideographs / 4.7 + (characters.length - ideographs) / 15) * (1000 / speed));
}

/** Length as the pages count it: characters, not UTF-16 units. */
export function characterCount(text: string): number {
  return [...text].length;
}
