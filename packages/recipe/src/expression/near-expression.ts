/** An expression in the form of another language, and as it is written here. */
export interface NearExpression {
  readonly written: string;
  readonly meant: string;
}

/** `${ steps.a.b }` and `{{ steps.a.b }}`, as other languages write what is `${{ steps.a.b }}` here. */
const otherForm = /(?:\$\{|(?<!\$)\{\{)\s*((?:inputs|steps|matrix|cast|profile)\.[\w.-]+)\s*\}\}?/;

/** A path that stands without `${{` and `}}`, where it would be taken for an id or a file. */
const barePath = /^(?:inputs|steps|cast|profile)\.[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)?$/;

/** True for `cast.mei.voice` as a whole text. */
export function isBarePath(text: string): boolean {
  return barePath.test(text);
}

/** The first such expression of a text. */
export function nearExpression(text: string): NearExpression | undefined {
  const found = text.includes('{') ? otherForm.exec(text) : null;
  return found ? { written: found[0], meant: `\${{ ${found[1]} }}` } : undefined;
}
