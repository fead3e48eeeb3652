import { narrowedTo, noData, withoutPeaks, withSample, withTime } from '../model/data.js';
import type { Sample } from '../model/sample.js';
import type { Data, Instant, Model } from '../model/types.js';
import { chosen } from './change.js';

/** Takes a poll in. */
export function withPoll(model: Model, sample: Sample): Model {
  return changed(model, (data) => withSample(data, sample, takingOf(model)));
}

/** Lets time pass. */
export function withNow(model: Model, now: Instant): Model {
  return changed({ ...model, now }, (data) => withTime(data, now, takingOf(model)));
}

/** Begins the peaks anew, also of what is shown while the view is paused. */
export function withPeaksReset(model: Model): Model {
  const next = changed(model, (data) => withoutPeaks(data, model.now));
  return { ...next, data: withoutPeaks(next.data, model.now) };
}

/** Forgets all that is known of the servers. */
export function rewound(model: Model, now: Instant): Model {
  const data = noData(
    model.whole.servers.map(({ label }) => label),
    now,
  );
  return chosen({ ...model, now, data, latest: data, whole: data }, { focus: undefined, jobs: undefined });
}

/** Narrows everything to one server, or shows all again. */
export function focused(model: Model, focus: string | undefined): Model {
  const { whole, now } = model;
  const latest = focus === undefined ? whole : narrowedTo(whole, focus, now, takingOf(model));
  return chosen({ ...model, latest, data: latest }, { focus });
}

/** What is shown follows unless a live view is paused. */
function changed(model: Model, change: (data: Data) => Data): Model {
  const { isPaused, focus } = model.interface;
  const whole = change(model.whole);
  const latest = focus === undefined ? whole : change(model.latest);
  return { ...model, whole, latest, data: isPaused && model.setup.source === 'live' ? model.data : latest };
}

function takingOf({ setup, interface: { intervalMs } }: Model) {
  return { intervalMs, matches: setup.matches };
}
