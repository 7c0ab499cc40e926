import { type FieldReader, readOrigin, readS3Bucket } from '@reelwright/s3-client';
import type { BridgeProblem, S3Settings } from '../bridge-settings.ts';

export function parseS3Settings(fields: FieldReader): S3Settings | BridgeProblem[] {
  const bucket = readS3Bucket(fields);
  const publicEndpoint = readOrigin(fields, 'publicEndpoint', fields.optionalText('publicEndpoint'));
  const keepForMs = fields.keepForMs('keepFor');
  const problems = fields.problems();
  if (problems.length > 0 || bucket === undefined) return problems;
  return { kind: 's3', ...bucket, publicEndpoint: publicEndpoint?.origin ?? bucket.endpoint, keepForMs };
}
