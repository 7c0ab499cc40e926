import { type ErrorCode, type ErrorDetails, ReelwrightError } from '@reelwright/errors';

/**
 * What a provider's refusal means for us. The runner's one retry table is keyed by this:
 * - `auth` credentials or token refused
 * - `rate-limit` too many calls; waiting costs no attempt
 * - `quota` balance, quota or a hard cap used up
 * - `rejected-content` text or media refused for what they say
 * - `bad-input` a parameter or medium refused for its form
 * - `missing-resource` voice, file or task unknown
 * - `transient` passing, and certain to have had no effect on a create
 * - `uncertain` a create may or may not have happened
 * - `provider` the provider's own failure, not worth a repetition
 */
export type ProviderErrorClass =
  | 'auth'
  | 'rate-limit'
  | 'quota'
  | 'rejected-content'
  | 'bad-input'
  | 'missing-resource'
  | 'transient'
  | 'uncertain'
  | 'provider';

/** The provider's own words, verbatim, so that support can find the call. Never a token, key or query. */
export interface WireFacts {
  readonly code?: string;
  readonly message?: string;
  readonly traceId?: string;
  readonly httpStatus?: number;
  /** `POST /open/v1/create_audio_task`, without host and query. */
  readonly call?: string;
}

export interface ProviderErrorDetails extends ErrorDetails {
  /** Where the class's own code says too little: `PROVIDER_UNREADABLE` for an answer that is no answer. */
  readonly code?: ErrorCode;
  readonly wire?: WireFacts;
  /** The earliest time for a repetition that the provider asked for, ms from now. */
  readonly retryAfterMs?: number | undefined;
}

/** A refusal or failure on the provider's side of the wire. */
export class ProviderError extends ReelwrightError {
  override readonly name = 'ProviderError';
  readonly provider: string;
  readonly errorClass: ProviderErrorClass;
  readonly wire: WireFacts;
  readonly retryAfterMs: number | undefined;

  constructor(provider: string, errorClass: ProviderErrorClass, message: string, details: ProviderErrorDetails = {}) {
    super(details.code ?? codeOfClass[errorClass], message, details);
    this.provider = provider;
    this.errorClass = errorClass;
    this.wire = details.wire ?? {};
    this.retryAfterMs = details.retryAfterMs;
  }
}

const codeOfClass: Record<ProviderErrorClass, ErrorCode> = {
  auth: 'PROVIDER_AUTH',
  'rate-limit': 'PROVIDER_RATE_LIMITED',
  quota: 'PROVIDER_QUOTA',
  'rejected-content': 'PROVIDER_CONTENT_REJECTED',
  'bad-input': 'PROVIDER_BAD_INPUT',
  'missing-resource': 'PROVIDER_MISSING_RESOURCE',
  transient: 'PROVIDER_TRANSIENT',
  uncertain: 'RUN_START_UNCERTAIN',
  provider: 'PROVIDER_FAILED',
};

export function isProviderError(value: unknown): value is ProviderError {
  return value instanceof Error && value.name === 'ProviderError' && 'errorClass' in value;
}
