import type { KeptOutcome } from '../../journal/index.js';
import { instant, type JsonObject, seconds, setData, setOptionalText, setText, workerObject } from './json-values.js';

/** What `result` tells: how a job ended, and what it came to. */
export function resultDocument(outcome: KeptOutcome): object {
  const { startedAtMs, endedAtMs, worker } = outcome;
  const document: JsonObject = { schema: 'gearctl/result/1' };
  setText(document, 'handle', outcome.handle);
  setText(document, 'function', outcome.functionName);
  setOptionalText(document, 'unique', outcome.unique);
  document.priority = outcome.priority;
  document.background = outcome.background;
  document.outcome = outcome.outcome;
  document.queued = instant(outcome.queuedAtMs);
  document.started = startedAtMs === undefined ? null : instant(startedAtMs);
  document.finished = instant(endedAtMs);
  document.duration = startedAtMs === undefined ? null : seconds(endedAtMs - startedAtMs);
  document.attempts = outcome.attempts;
  document.worker = worker === undefined ? null : workerObject(worker);
  document.bytes = outcome.resultBytes;
  document.truncated = outcome.truncated;
  setData(document, outcome.result);
  return document;
}
