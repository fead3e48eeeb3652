import { open } from 'node:fs/promises';
import { OutputError } from '../../errors.js';
import type { BenchSample } from './meter.js';

const HEADER = 'second,operations,failed,per_second,p50_ms,p90_ms,p99_ms,max_ms\n';

/** A file of CSV with a line for each sample. */
export interface SampleFile extends AsyncDisposable {
  add(sample: BenchSample): void;
  /** Resolves when all is written, and rejects with OutputError if it cannot be. */
  close(): Promise<void>;
}

/** Opens a file for samples, emptying it. Throws OutputError. */
export async function openSampleFile(path: string): Promise<SampleFile> {
  const failed = (error: unknown) =>
    new OutputError(`cannot write ${path}: ${(error as Error).message}`, { cause: error });
  try {
    const file = await open(path, 'w');
    const stream = file.createWriteStream();
    let error: unknown;
    stream.on('error', (cause) => {
      error ??= cause;
    });
    stream.write(HEADER);
    const close = async () => {
      if (!stream.destroyed) await new Promise<void>((resolve) => stream.end(() => resolve()));
      if (error !== undefined) throw failed(error);
    };
    return {
      add: (sample) => void stream.write(line(sample)),
      close,
      [Symbol.asyncDispose]: () => close().catch(() => undefined),
    };
  } catch (error) {
    throw failed(error);
  }
}

function line({ atMs, elapsedMs, operations, failed, latency }: BenchSample): string {
  const perSecond = elapsedMs > 0 ? (operations * 1000) / elapsedMs : 0;
  const times = [latency.p50Ms, latency.p90Ms, latency.p99Ms, latency.maxMs].map((ms) => ms?.toFixed(3) ?? '');
  return `${[(atMs / 1000).toFixed(3), operations, failed, perSecond.toFixed(1), ...times].join(',')}\n`;
}
