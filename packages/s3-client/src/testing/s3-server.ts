/// <reference path="./s3rver.d.ts" />

import S3rver from '@20minutes/s3rver';
import type { S3Bucket } from '../s3-bucket.ts';

/** The one account of the server, which is made for tests. */
const key = 'S3RVER';

export interface S3Server extends AsyncDisposable {
  readonly bucket: S3Bucket;
}

/** A server that speaks S3 and verifies signatures, on a free port of this machine, with a bucket `media`. */
export async function startS3Server(directory: string): Promise<S3Server> {
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: 'media' }] });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    bucket: {
      ...{ endpoint, region: 'us-east-1', bucket: 'media', prefix: 'reel/in' },
      ...{ accessKeyId: key, secretAccessKey: key, pathStyle: true },
    },
    async [Symbol.asyncDispose]() {
      const closed = server.close();
      server.httpServer.closeAllConnections();
      await closed;
    },
  };
}
