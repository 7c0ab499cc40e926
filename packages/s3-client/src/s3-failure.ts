import type { ReelwrightError } from '@reelwright/errors';
import type { S3Bucket } from './s3-bucket.ts';
import type { S3Wording } from './s3-wording.ts';

/** Whose bucket it is, and in which words its failures are told. */
export interface S3Place extends S3Bucket {
  readonly wording: S3Wording;
}

/** What a service answered to a request that it did not fulfil. */
export interface S3Refusal {
  readonly method: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The beginning of the body. It may repeat what was signed, and so is read but never shown. */
  readonly text: string;
}

/** A refusal in words: what is wrong and what to do. Of the answer only codes are repeated, and where the bucket lies. */
export function refusalOf(refusal: S3Refusal, place: S3Place): ReelwrightError {
  const code = element(refusal.text, 'Code') ?? '';
  const shown = code === '' ? `HTTP ${refusal.status}` : `HTTP ${refusal.status}, ${code}`;
  if (refusal.status >= 500 || refusal.status === 429 || refusal.status === 408 || passing.has(code)) {
    return place.wording.passing(`The storage at ${hostOf(place)} is not able to answer now (${shown}).`, {
      hint: 'Run again later: nothing is lost.',
      answer: { httpStatus: refusal.status, ...(code === '' ? {} : { code }) },
    });
  }
  const [message, hint] = (rules[code] ?? byStatus(refusal.status))(place, refusal);
  return place.wording.lasting(`${message} (${shown}).`, { hint });
}

const passing = new Set([
  'SlowDown',
  'InternalError',
  'ServiceUnavailable',
  'RequestTimeout',
  'OperationAborted',
  'TooManyRequests',
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'IncompleteBody',
]);

type Rule = (place: S3Place, refusal: S3Refusal) => readonly [message: string, hint: string];

const noAccess: Rule = ({ bucket, prefix, wording }, { method }) => [
  `The access key may not ${method === 'GET' || method === 'HEAD' ? 'read' : 'write to'} the bucket "${bucket}"`,
  `Allow it to ${wording.rights} under "${prefix === '' ? '' : `${prefix}/`}*" of the bucket.`,
];
const unknownKey: Rule = (place) => [
  `The storage at ${hostOf(place)} does not know the access key`,
  `Check \`accessKeyId\` of ${place.wording.owner}, and that \`endpoint\` is the service that gave out the key.`,
];
const wrongSignature: Rule = (place) => [
  `The storage at ${hostOf(place)} does not accept what was signed with the secret key`,
  `Check \`secretAccessKey\` of ${place.wording.owner}, then \`region\` and \`pathStyle\`.`,
];
const oldToken: Rule = ({ wording }) => [
  `The session token of ${wording.owner} is not valid (any more)`,
  'Get fresh keys and a fresh `sessionToken`, or keys without one.',
];
const noBucket: Rule = (place) => [
  `There is no bucket "${place.bucket}" at ${hostOf(place)}`,
  `Make the bucket, or correct \`bucket\` and \`endpoint\` of ${place.wording.owner}.`,
];
const elsewhere: Rule = ({ bucket, region, wording }, refusal) => {
  const right = plainRegion(element(refusal.text, 'Region') ?? refusal.headers['x-amz-bucket-region']);
  const endpoint = element(refusal.text, 'Endpoint');
  const where = right ?? endpoint;
  return [
    `The bucket "${bucket}" does not lie in the region "${region}" at this endpoint${where === undefined ? '' : `, but in ${where}`}`,
    right === undefined
      ? `Set \`region\` and \`endpoint\` of ${wording.owner} to where the bucket lies.`
      : `Set \`region\` of ${wording.owner} to ${right}, and \`endpoint\` to that region's.`,
  ];
};
const wrongTime: Rule = (place) => [
  `The clock of this machine and that of ${hostOf(place)} are too far apart`,
  'Set the clock of this machine: signatures are valid for some minutes only.',
];
const tooLarge: Rule = (place) => [`The file is larger than ${hostOf(place)} takes in one piece`, 'Use a shorter or smaller file.'];

const rules: Readonly<Record<string, Rule>> = {
  AccessDenied: noAccess,
  AllAccessDisabled: noAccess,
  AccountProblem: noAccess,
  UserDisable: noAccess,
  InvalidAccessKeyId: unknownKey,
  SignatureDoesNotMatch: wrongSignature,
  InvalidToken: oldToken,
  ExpiredToken: oldToken,
  InvalidSecurityToken: oldToken,
  SecurityTokenExpired: oldToken,
  NoSuchBucket: noBucket,
  InvalidBucketName: noBucket,
  PermanentRedirect: elsewhere,
  TemporaryRedirect: elsewhere,
  Redirect: elsewhere,
  AuthorizationHeaderMalformed: elsewhere,
  IllegalLocationConstraintException: elsewhere,
  SecondLevelDomainForbidden: (place) => [
    `${hostOf(place)} wants the bucket in the host name`,
    `Set \`pathStyle: false\` for ${place.wording.owner}.`,
  ],
  RequestTimeTooSkewed: wrongTime,
  RequestExpired: wrongTime,
  EntityTooLarge: tooLarge,
};

function byStatus(status: number): Rule {
  if (status >= 300 && status < 400) return elsewhere;
  if (status === 401 || status === 403) return noAccess;
  return (place) => [
    `${hostOf(place)} does not answer as S3 services do`,
    `Check \`endpoint\` and \`pathStyle\` of ${place.wording.owner}: the endpoint is the address of the service, without the bucket.`,
  ];
}

/** The text of an XML element that holds nothing but a short word: codes, regions, host names. */
function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([A-Za-z0-9._:-]{1,100})</${name}>`).exec(xml)?.[1];
}

function plainRegion(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && /^[a-z0-9-]{1,40}$/i.test(value) ? value : undefined;
}

/** No answer came. */
export function networkFailure(error: unknown, place: S3Place): ReelwrightError {
  const code = codeOf(error);
  const [reason, isLasting] = reasons[code] ?? [
    /CERT|SSL|TLS/.test(code) ? 'the TLS handshake failed' : 'the connection broke off',
    /CERT|SSL|TLS/.test(code),
  ];
  const message = `The storage at ${hostOf(place)} could not be reached: ${reason}${code === '' ? '' : ` (${code})`}.`;
  const hint = `Check \`endpoint\` of ${place.wording.owner} and the network of this machine, then run again.`;
  // A fresh, small cause: those of HTTP libraries may hold the whole request.
  const cause = Object.assign(new Error(reason), { code });
  return isLasting ? place.wording.lasting(message, { hint, cause }) : place.wording.passing(message, { hint, cause });
}

const reasons: Readonly<Record<string, readonly [reason: string, isLasting: boolean]>> = {
  ECONNREFUSED: ['the connection was refused', false],
  ENOTFOUND: ['the host name is not known', false],
  EAI_AGAIN: ['the name server did not answer', false],
  EHOSTUNREACH: ['there is no way to the host', false],
  ENETUNREACH: ['there is no way to its network', false],
  UND_ERR_CONNECT_TIMEOUT: ['no connection could be made in time', false],
  UND_ERR_HEADERS_TIMEOUT: ['no answer came in time', false],
};

/** The system's own code, from the innermost cause that has one. */
function codeOf(error: unknown): string {
  let code = '';
  const seen = new Set<unknown>();
  for (let one = error; typeof one === 'object' && one !== null && !seen.has(one); one = Reflect.get(one, 'cause')) {
    seen.add(one);
    const own: unknown = Reflect.get(one, 'code');
    if (typeof own === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(own)) code = own;
  }
  return code;
}

function hostOf({ endpoint }: S3Bucket): string {
  return new URL(endpoint).host;
}
