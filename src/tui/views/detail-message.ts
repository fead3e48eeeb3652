import { durationText } from '../durations.js';
import type { Line, Span } from '../lines.js';
import type { FunctionModel, Model } from '../model/types.js';
import { eventWords } from './event-words.js';
import { failureWords } from './failure-words.js';
import { urgentLine } from './message-line.js';
import { rate } from './numbers.js';
import { shortNames, versionWords } from './server-words.js';
import { fitted, joinedIn, span } from './spans.js';
import { measured } from './times.js';

/** Draws the message of a function's detail: rates, or why there are none. */
export function detailMessage(model: Model, each: FunctionModel, cols: number): Line {
  const words = each.rates === undefined ? gearmandWords(model) : rateWords(model, each, cols - 1);
  return urgentLine(model, cols) ?? { spans: fitted([span(' '), ...words], cols) };
}

/** Draws what went wrong last with a function, or else happened last to it, or why there are no rates. */
export function detailNews(model: Model, each: FunctionModel, cols: number): Line {
  const event = model.data.events.find(({ functionName, worker }) => {
    return functionName === each.name || worker?.functionNames.includes(each.name) === true;
  });
  const failure = failureWords(model, each);
  const news = failure.length === 0 && event !== undefined ? eventWords(event) : failure;
  const words = each.rates === undefined ? gearmandWords(model) : news;
  return urgentLine(model, cols) ?? { spans: fitted([span(' '), ...words], cols) };
}

function rateWords(model: Model, each: FunctionModel, width: number): Span[] {
  const { rates, oldestAgeMs, runTime } = each;
  if (rates === undefined) return [];
  const { submittedPerSecond, endedPerSecond, failedShare } = rates;
  return joinedIn(
    [
      [span(`in ${rate(submittedPerSecond, 8)}/s`)],
      [span(`out ${rate(endedPerSecond, 8)}/s`)],
      failedShare === undefined ? [] : [span(`failed ${(failedShare * 100).toFixed(1)} %`)],
      oldestAgeMs === undefined ? [] : [span(`oldest ${durationText(oldestAgeMs)}`)],
      runTime === undefined ? [] : [span(`run ${measured(runTime.p50Ms)}, p99 ${measured(runTime.p99Ms)}`)],
      failureWords(model, each),
    ],
    ' · ',
    width,
  );
}

function gearmandWords({ data: { servers } }: Model): Span[] {
  const [known] = servers.filter(({ version }) => version !== undefined);
  const whose = known === undefined ? '' : ` (${shortNames(servers).get(known.label)} is ${versionWords(known)})`;
  return [span(`IN/s OUT/s FAIL% OLDEST need a \`gearctl serve\` server${whose}`, 'dim')];
}
