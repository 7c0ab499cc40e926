export { objectAddress } from './object-address.ts';
export { readOrigin, readS3Bucket } from './read-s3-bucket.ts';
export type { S3Bucket } from './s3-bucket.ts';
export { createS3Client, type S3Client, type S3Download, type S3Upload } from './s3-client.ts';
export type { S3Place } from './s3-failure.ts';
export type { S3FailureDetails, S3Wording } from './s3-wording.ts';
export { createFieldReader, type FieldProblem, type FieldReader, withoutSlash } from './setting-fields.ts';
export { signedAddress } from './signatures.ts';
