/** An expression in the form of another language, and as it is written here. */
export interface NearExpression {
  readonly written: string;
  readonly meant: string;
}

/** `${ steps.a.b }` and `{{ steps.a.b }}`, as other languages write what is `${{ steps.a.b }}` here. */
const otherForm = /(?:\$\{|(?<!\$)\{\{)\s*((?:inputs|steps|matrix|cast|profile)\.[\w.-]+)\s*\}\}?/;

/** The first such expression of a text. */
export function nearExpression(text: string): NearExpression | undefined {
  const found = text.includes('{') ? otherForm.exec(text) : null;
  return found ? { written: found[0], meant: `\${{ ${found[1]} }}` } : undefined;
}
