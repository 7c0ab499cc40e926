export { type Diagnostic, hasErrors, type Severity, type SourceLocation, sortDiagnostics } from './diagnostic.ts';
export { type ErrorCode, errorCodes } from './error-codes.ts';
export { nearestName } from './nearest-name.ts';
export { plainText } from './plain-text.ts';
export { type ErrorDetails, InternalError, isReelwrightError, ReelwrightError } from './reelwright-error.ts';
export { renderDiagnostic } from './render-diagnostic.ts';
