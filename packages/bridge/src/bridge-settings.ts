import { nearestName } from '@reelwright/errors';
import { createFieldReader, type FieldProblem, type S3Bucket } from '@reelwright/s3-client';
import { parsePublicUrlSettings } from './public-url/public-url-settings.ts';
import { parseS3Settings } from './s3/s3-settings.ts';

/** A bucket of any service that speaks S3. Media are uploaded, and read through signed addresses. */
export interface S3Settings extends S3Bucket {
  readonly kind: 's3';
  /** Where providers fetch, if not at `endpoint`. */
  readonly publicEndpoint: string;
  readonly keepForMs: number;
}

/** `reel` itself serves, and the user's tunnel or reverse proxy leads from a public address to it. */
export interface PublicUrlSettings {
  readonly kind: 'public-url';
  /** The public address, without a slash at the end. */
  readonly url: string;
  readonly listen: ListenAddress;
  readonly keepForMs: number;
}

/** Serves on a free port of this machine to this machine alone: for services that run here, such as an emulator. */
export interface LoopbackSettings {
  readonly kind: 'loopback';
}

export interface ListenAddress {
  readonly host: string;
  /** 0 for any free port, which makes sense only where nothing has been set up to lead to it. */
  readonly port: number;
}

export type BridgeSettings = S3Settings | PublicUrlSettings | LoopbackSettings;

/** What is wrong with one setting; an empty `field` speaks of all of them. */
export type BridgeProblem = FieldProblem;

/**
 * Reads the `bridge` of a provider's settings as they stand in a project file, with secrets already looked up.
 *
 * @returns All that is wrong, where anything is. No problem repeats a secret.
 */
export function parseBridgeSettings(value: unknown): BridgeSettings | BridgeProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ field: '', problem: 'A bridge is a map of settings with a `kind`: s3 or public-url.' }];
  }
  const fields = createFieldReader(new Map(Object.entries(value)), 'A bridge of this kind');
  const kind = fields.text('kind');
  if (kind === undefined) return fields.problems();
  if (kind === 's3') return parseS3Settings(fields);
  if (kind === 'public-url') return parsePublicUrlSettings(fields);
  const near = nearestName(kind, ['s3', 'public-url']);
  return [
    {
      field: 'kind',
      problem: `A bridge of kind "${kind}" is not known: s3 or public-url.${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    },
  ];
}
