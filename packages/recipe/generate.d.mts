/** The text of `src/validate-recipe.generated.js` as the schemas ask for it. */
export function generate(): string;
