/** How far a command is. */
export interface ProgressWord {
  readonly type: 'progress';
  readonly numerator: number;
  readonly denominator: number;
}

/** Something that a command says on its control channel. */
export type ControlWord =
  | ProgressWord
  /** `data` and `warn` are sent on as they are; `exception` and `result` count when the command has ended. */
  | { readonly type: 'warn' | 'data' | 'exception' | 'result'; readonly bytes: Uint8Array }
  /** The file that holds the result. */
  | { readonly type: 'result-file'; readonly path: string }
  /** A failure is to be tried again: after this time, or when it is usual. */
  | { readonly type: 'retry'; readonly afterMs: number | undefined }
  /** The command needs so much more time. */
  | { readonly type: 'extend'; readonly byMs: number };

/** Makes the word for bytes that came as Base64, whose padding may be missing; undefined for anything else. */
export function base64Word(type: 'data' | 'exception' | 'result', text: string): ControlWord | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? { type, bytes: Buffer.from(text, 'base64') } : undefined;
}

/** Makes the word for a file; undefined for what is no path. */
export function fileWord(path: string): ControlWord | undefined {
  return path === '' || path.includes('\0') ? undefined : { type: 'result-file', path };
}
