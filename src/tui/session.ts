import type { Sample } from './model/sample.js';
import type { Model } from './model/types.js';
import type { SampleSource } from './sources/source.js';
import type { Effect, Message } from './update/message.js';
import { update } from './update/update.js';

/** Who looks at a session. */
export interface SessionListener {
  /** Called after each sample, with what was known before it. */
  sampled?(sample: Sample, before: Model): void;
  /** Called when there is something else to see. */
  changed?(message: Message): void;
  /** Called with what is to be done outside. */
  effect?(effect: Effect): void;
}

/** A model and the source of its samples. */
export class Session {
  readonly source: SampleSource;
  readonly #listener: SessionListener;
  #model: Model;

  constructor(source: SampleSource, model: Model, listener: SessionListener) {
    this.source = source;
    this.#model = model;
    this.#listener = listener;
  }

  get model(): Model {
    return this.#model;
  }

  /** Takes samples in until the source has no more or is closed. */
  run(): Promise<void> {
    return this.source.run({
      sample: (sample) => {
        const before = this.#model;
        this.send({ type: 'sample', sample });
        this.#listener.sampled?.(sample, before);
      },
      rewound: (now) => this.send({ type: 'rewound', now }),
    });
  }

  /** Makes the next model of the one there is. */
  send(message: Message): void {
    const before = this.#model;
    const [model, effects] = update(before, message);
    this.#model = model;
    if (model !== before) this.#listener.changed?.(message);
    for (const effect of effects) this.#listener.effect?.(effect);
  }

  /** Lets time pass. */
  tick(): void {
    this.send({ type: 'tick', now: this.source.now() });
  }
}
