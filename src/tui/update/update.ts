import { commandFor } from '../keymap.js';
import type { Instant, Model } from '../model/types.js';
import { choice, chosen, doing } from './change.js';
import { commanded } from './commands.js';
import { concluded } from './dialogs.js';
import { filtered } from './filtering.js';
import type { Message, Step } from './message.js';
import { listJobs } from './moving.js';
import { keyOver } from './overlays.js';
import { clicked, wheeled } from './pointing.js';
import { rewound, withNow, withPoll } from './taking.js';

/** Keys that do the same whatever is on the screen. */
const ALWAYS: Readonly<Record<string, 'quit' | 'suspend' | 'redraw'>> = {
  'ctrl-c': 'quit',
  'ctrl-z': 'suspend',
  'ctrl-l': 'redraw',
};

/** Gives the next model, and what is to be done outside of it. */
export function update(model: Model, message: Message): Step {
  switch (message.type) {
    case 'sample': {
      const next = withPoll(model, message.sample);
      return message.sample.answer?.stats ? listJobs(next) : [next, []];
    }
    case 'tick':
      return [ticked(model, message.now), []];
    case 'key':
      return pressed(model, message.key);
    case 'click':
      return clicked(model, message.target);
    case 'wheel':
      return wheeled(model, message.by);
    case 'resize':
      return choice(model, { cols: message.cols, rows: message.rows });
    case 'rewound':
      return [rewound(model, message.now), []];
    case 'jobs':
      return model.interface.detail?.functionName === message.jobs.functionName
        ? choice(model, { jobs: message.jobs })
        : [model, []];
    case 'peeked':
      return choice(model, { overlay: { kind: 'peek', peek: message.peek } });
    case 'recording':
      return choice(model, { recordingTo: message.file });
    case 'done':
    case 'failed':
      return [concluded(model, message.text, message.type === 'done'), []];
  }
}

function pressed(model: Model, key: string): Step {
  const { overlay, filter, screen } = model.interface;
  const always = ALWAYS[key];
  if (always !== undefined) return doing(model, { type: always });
  if (overlay !== undefined) return keyOver(model, overlay, key);
  if (filter.isEditing) return filtered(model, key);
  const command = commandFor(key, screen);
  return command === undefined ? [model, []] : commanded(model, command);
}

function ticked(model: Model, now: Instant): Model {
  const next = withNow(model, now);
  const { flash } = next.interface;
  return flash !== undefined && flash.untilMs <= now.atMs ? chosen(next, { flash: undefined }) : next;
}
