/** A sample as Prometheus reads it. */
export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HEAD = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\+Inf|-?[0-9.e+-]+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/**
 * Reads the text format 0.0.4 of Prometheus more strictly than Prometheus does: HELP and TYPE once before the samples of
 * each metric, no sample twice, buckets that ascend and end with +Inf. Throws for anything else.
 */
export function parseExposition(text: string): ReadSample[] {
  if (!text.endsWith('\n')) throw new TypeError('the last line does not end');
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const samples: ReadSample[] = [];
  const seen = new Set<string>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, metric = '', rest = ''] = HEAD.exec(line) ?? [];
    if (kind === 'HELP') {
      if (helped.has(metric)) throw new TypeError(`HELP twice: ${line}`);
      helped.add(metric);
      current = metric;
    } else if (kind === 'TYPE') {
      if (current !== metric || types.has(metric)) throw new TypeError(`TYPE out of place: ${line}`);
      if (!['counter', 'gauge', 'histogram'].includes(rest)) throw new TypeError(`no type: ${line}`);
      types.set(metric, rest);
    } else {
      const sample = parseSample(line);
      const isHistogram = types.get(current) === 'histogram';
      const base = isHistogram ? sample.name.replace(/_(bucket|sum|count)$/, '') : sample.name;
      if (base !== current || !types.has(base)) throw new TypeError(`a sample out of place: ${line}`);
      const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
      if (seen.has(key)) throw new TypeError(`a sample twice: ${line}`);
      seen.add(key);
      samples.push(sample);
    }
  }
  checkBuckets(samples);
  return samples;
}

function parseSample(line: string): ReadSample {
  const [, name, text = '', value] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new TypeError(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, label = '', escaped = ''] = LABEL.exec(text) ?? [];
    if (label === '' || label in labels) throw new TypeError(`wrong labels: ${line}`);
    labels[label] = escaped.replace(/\\[\\"n]/g, (pair) => ESCAPES[pair] ?? '');
  }
  return { name, labels, value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value) };
}

function checkBuckets(samples: readonly ReadSample[]): void {
  const series = new Map<string, ReadSample[]>();
  for (const sample of samples.filter(({ name }) => name.endsWith('_bucket'))) {
    const { le, ...labels } = sample.labels;
    const key = `${sample.name} ${JSON.stringify(labels)}`;
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const [key, buckets] of series) {
    const bounds = buckets.map(({ labels }) => Number(labels.le?.replace('+Inf', 'Infinity')));
    const isSorted = bounds.every((bound, at) => at === 0 || bound > (bounds[at - 1] ?? 0));
    const ascends = buckets.every(({ value }, at) => at === 0 || value >= (buckets[at - 1]?.value ?? 0));
    const [name, labels] = [key.replace(/_bucket .*/, '_count'), key.replace(/^\S+ /, '')];
    const count = samples.find((sample) => sample.name === name && JSON.stringify(sample.labels) === labels);
    const isWhole = bounds.at(-1) === Number.POSITIVE_INFINITY && buckets.at(-1)?.value === count?.value;
    if (!isSorted || !ascends || !isWhole) throw new TypeError(`wrong buckets: ${key}`);
  }
}
