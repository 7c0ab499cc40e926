/** A bucket of any service that speaks S3, and the keys to it. */
export interface S3Bucket {
  /** Origin of the service, without the bucket: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Path in the bucket under which everything is put, without a slash at either end; empty for none. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Whether the bucket stands in the path of addresses, not in the host name. */
  readonly pathStyle: boolean;
}
