export type { TokenLease, TokenStore } from '@reelwright/provider';
export { type BaseUrl, parseBaseUrl } from './base-url.ts';
export { filledTextOf, isJsonObject, type JsonObject, listOf, numberOf, parseJson, textOf } from './json.ts';
export { createMemoryTokenStore } from './memory-token-store.ts';
export type { CallParameters, Dialect, Operation, Refusal, Reply, Verdict } from './operation.ts';
export { createProviderHttp, type ProviderHttp, type ProviderHttpSettings } from './provider-http.ts';
export type { FileUpload } from './put-file.ts';
export { type CaptionsFile, withCaptions } from './with-captions.ts';
