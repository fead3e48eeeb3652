import { encodeText } from '../protocol/index.js';
import { matchesGlob } from './access/glob.js';
import { readConfigFile } from './config-file.js';
import { type Complaint, configLines } from './config-lines.js';
import type { Priority } from './job-queue/model.js';

/** The most jobs that a function may hold when one of a priority is added; 0: as many as come. */
export type Limits = Readonly<Record<Priority, number>>;

/** Limits for the functions that a pattern matches. */
export interface FunctionLimits {
  /** A byte string. */
  readonly functionGlob: string;
  readonly limits: Limits;
}

const LINE_FORM = 'write FUNCTION MAX, or FUNCTION HIGH NORMAL LOW, for instance: thumbnail_* 10000';

/** Reads the limits of a file. Throws ConfigError. */
export async function readFunctionLimits(file: string): Promise<FunctionLimits[]> {
  return parseFunctionLimits(await readConfigFile(file, 'the limits'), file);
}

/**
 * Reads limits, of which the first that matches a function counts:
 *
 *     # function     all priorities
 *     thumbnail_*    10000
 *     # function     high   normal  low
 *     mail           2000   1000    500
 *
 * Throws ConfigError for the first line that is wrong, with `path` and the number of the line.
 */
export function parseFunctionLimits(text: string, path: string): FunctionLimits[] {
  return configLines(text, path, LINE_FORM).map(({ words: [glob = '', ...sizes], wrong }) => {
    if (sizes.length !== 1 && sizes.length !== 3) throw wrong('one number is expected, or three', LINE_FORM);
    const [high = 0, normal = high, low = high] = sizes.map((size) => parseSize(size, wrong));
    return { functionGlob: encodeText(glob), limits: { high, normal, low } };
  });
}

/** Gives the limits of a function, named by a byte string; undefined if the file has none for it. */
export function limitsFor(functionName: string, all: readonly FunctionLimits[]): Limits | undefined {
  return all.find(({ functionGlob }) => matchesGlob(functionGlob, functionName))?.limits;
}

function parseSize(text: string, wrong: Complaint): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw wrong(`'${text}' is no number of jobs`, LINE_FORM);
}
