import type { Json, Provider } from '@reelwright/provider';
import type { ProviderHttp, Reply } from '@reelwright/provider-http';
import { catalogueRows } from './catalogue-coverage.ts';
import { taskRows } from './task-coverage.ts';

/** One field of a reply: two values that cannot mean the same, and what else has to be there for the field to count. */
export interface ReplyField {
  readonly values: readonly [Json, Json];
  readonly given?: Readonly<Record<string, Json>>;
}

/** What a row reads with. The call of the row answers with `reply` already, so a reader may decode it or ask through the adapter. */
export interface Reading {
  readonly chanjing: Provider;
  readonly http: ProviderHttp;
  readonly reply: Reply;
}

/** One documented call, field by field, written from the documentation and not from the adapter; and how the adapter comes to it. */
export interface CoverageRow {
  /** Its number in the list of endpoints of the documentation. */
  readonly number: number;
  /** `POST /create_video`, below `/open/v1`. */
  readonly call: string;
  /** Every documented field of the query or body: `audio.tts.text`, `subtitle_config.subtitles[].text` of a list of maps. */
  readonly request: readonly string[];
  /** Of `data`, as `full.url` or `subtitles[].key`; for a list, of each item; `` where `data` itself is the value. */
  readonly reply: Readonly<Record<string, ReplyField>>;
  /** `data` is a page of items, or with `bare` nothing but the items. */
  readonly list?: 'paged' | 'bare';
  /** The field that tells a state, and the values documented for it. */
  readonly states?: { readonly field: string; readonly values: readonly Json[] };
  /** Makes the call with all that can be asked, several times where branches exclude each other. Answers are arranged. */
  readonly send: (chanjing: Provider) => Promise<unknown>;
  /** What the adapter makes of the answer. An unknown state must show in it as `status N` or `unknown`. */
  readonly read: (reading: Reading) => unknown;
}

export const coverageTable: readonly CoverageRow[] = [...taskRows, ...catalogueRows].sort((a, b) => a.number - b.number);

/** Codes of the documentation and of live replies, 0 apart. They occur on all calls. */
export const documentedCodes: readonly string[] = ['400', '10400', '10401', '40000', '40001', '40002', '50000', '50011', '51000'];
