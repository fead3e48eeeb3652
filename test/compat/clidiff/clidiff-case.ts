import { readdirSync, readFileSync } from 'node:fs';
import type { Data, ExpectedData } from './case-data.js';

/** What a scripted server or worker does: a verb and what it needs. */
export type Action = readonly [verb: string, ...rest: readonly unknown[]];

/** One thing that is done. What there is besides `op` depends on that. */
export interface Step {
  readonly op: string;
  readonly as?: string;
  readonly tool?: 'gearman' | 'gearadmin' | 'sh';
  readonly args?: readonly Data[];
  readonly env?: Readonly<Record<string, Data>>;
  readonly stdin?: Data | 'closed' | { readonly open: true };
  readonly stdout?: 'closed' | 'devfull';
  readonly norm?: readonly string[];
  readonly functions?: readonly string[];
  readonly function?: string;
  readonly script?: readonly (readonly Action[])[];
  readonly unique?: Data;
  readonly data?: Data;
  readonly kind?: string;
  readonly server?: string;
  readonly total?: number;
  readonly running?: number;
  readonly workers?: number;
  readonly count?: number;
  readonly signal?: string;
  readonly gate?: string;
  readonly path?: string;
  readonly contains?: string;
  readonly empty_ok?: boolean;
}

/** What a scripted server does with submissions, and with lines of the admin protocol. */
export interface FakeScript {
  readonly submit?: readonly (readonly Action[])[];
  readonly on_admin?: Readonly<
    Record<string, readonly (Data | { readonly pause: number } | { readonly close: true })[]>
  >;
}

/** What is expected of stderr, of which only the sense counts. */
export interface ExpectedStderr {
  readonly exact?: Data;
  readonly empty?: boolean;
  readonly nonempty?: boolean;
  readonly re?: readonly string[];
  readonly lines?: number;
}

/** What is expected of something that has a name in the case: only what is there is compared. */
export interface Expected {
  readonly exit?: number | readonly number[];
  readonly stdout?: ExpectedData;
  readonly stderr?: ExpectedStderr;
  readonly [what: string]: unknown;
}

/** A recorded case of what a tool does. */
export interface ClidiffCase {
  readonly id: string;
  readonly title: string;
  readonly servers?: readonly ('gearmand' | 'fake')[];
  readonly fake?: FakeScript;
  readonly record_packets?: readonly string[];
  /** The exit status is 0 although something went wrong. */
  readonly policy?: string;
  readonly steps: readonly Step[];
  readonly expect: Readonly<Record<string, Expected>>;
}

const FOLDER = new URL('../../fixtures/clidiff/', import.meta.url);

/** Reads all cases, by their group. */
export function readCases(): Map<string, readonly ClidiffCase[]> {
  const files = readdirSync(FOLDER).sort();
  return new Map(
    files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))]),
  );
}
