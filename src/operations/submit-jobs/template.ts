import { InputDataError, UsageError } from '../../errors.js';

type Placeholder = '{}' | '{#}' | '{json}';

const PLACEHOLDER = /(\{\}|\{#\}|\{json\})/;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A workload with gaps: `{}` is the record as it is, `{json}` the record as a JSON string with its quotes, `{#}` the
 * number of the job.
 */
export class Template {
  readonly #parts: readonly (Uint8Array | Placeholder)[];

  /** Throws UsageError for a text without a gap: all jobs would be the same. */
  constructor(text: string) {
    const parts = text.split(PLACEHOLDER).filter((part) => part !== '');
    this.#parts = parts.map((part) => (isPlaceholder(part) ? part : encoder.encode(part)));
    if (!parts.some(isPlaceholder)) {
      throw new UsageError(`the template '${text}' has no place for the record`, {
        hint: 'write {} for the record, {json} for the record as a JSON string, {#} for its number',
      });
    }
  }

  /** Fills the gaps. Throws InputDataError for a `{json}` record that is no UTF-8. */
  fill(record: Uint8Array, number: number): Uint8Array {
    return Buffer.concat(
      this.#parts.map((part) => {
        if (part === '{}') return record;
        if (part === '{#}') return encoder.encode(String(number));
        return part === '{json}' ? encoder.encode(JSON.stringify(textOf(record, number))) : part;
      }),
    );
  }
}

function isPlaceholder(part: string): part is Placeholder {
  return PLACEHOLDER.test(part);
}

function textOf(record: Uint8Array, number: number): string {
  try {
    return decoder.decode(record);
  } catch (error) {
    throw new InputDataError(`the record of job ${number} is not UTF-8, so it cannot be a JSON string`, {
      cause: error,
    });
  }
}
