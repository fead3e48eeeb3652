import type { Target } from '../lines.js';
import type { JobsOfFunction, Peek } from '../model/interface.js';
import type { Sample } from '../model/sample.js';
import type { Instant, Model } from '../model/types.js';

/** What can happen to the view. */
export type Message =
  | { readonly type: 'sample'; readonly sample: Sample }
  /** Time passes. */
  | { readonly type: 'tick'; readonly now: Instant }
  /** A key, by its character or by the name that `key-names.ts` gives. */
  | { readonly type: 'key'; readonly key: string }
  /** A click of the mouse; undefined where nothing is that can be clicked on. */
  | { readonly type: 'click'; readonly target: Target | undefined }
  | { readonly type: 'wheel'; readonly by: 1 | -1 }
  | { readonly type: 'resize'; readonly cols: number; readonly rows: number }
  /** The source begins again at another place: what was known is not so. */
  | { readonly type: 'rewound'; readonly now: Instant }
  | { readonly type: 'jobs'; readonly jobs: JobsOfFunction }
  | { readonly type: 'peeked'; readonly peek: Peek }
  /** Samples are recorded to a file from now on; undefined when no longer. */
  | { readonly type: 'recording'; readonly file: string | undefined }
  /** Something that was asked for is done, or went wrong. */
  | { readonly type: 'done'; readonly text: string }
  | { readonly type: 'failed'; readonly text: string };

/** What is to be done to a server; names are the server's. */
export type Action =
  | { readonly kind: 'drop'; readonly functionName: string; readonly servers: readonly string[] }
  | {
      readonly kind: 'max-queue';
      readonly functionName: string;
      readonly servers: readonly string[];
      readonly limit: number | null;
    }
  | { readonly kind: 'cancel'; readonly handle: string; readonly servers: readonly string[] }
  | {
      readonly kind: 'submit';
      readonly functionName: string;
      readonly servers: readonly string[];
      readonly workload: string;
    };

/** What is to be done outside of the model. */
export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  | { readonly type: 'poll-now' }
  | { readonly type: 'set-interval'; readonly intervalMs: number }
  | { readonly type: 'pause-source'; readonly isPaused: boolean }
  | { readonly type: 'seek'; readonly byMs: number }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'save-screen' }
  | { readonly type: 'record'; readonly isOn: boolean }
  | { readonly type: 'list-jobs'; readonly functionName: string; readonly server: string }
  | { readonly type: 'peek'; readonly handle: string; readonly server: string }
  | { readonly type: 'act'; readonly action: Action };

/** The next model, and what is to be done. */
export type Step = readonly [Model, readonly Effect[]];
