/** By this a process knows that it is the one in the background. It holds the arguments where Node's cannot. */
export const BACKGROUND_MARK = 'GEARMAN_IN_BACKGROUND';

/** A process that was started to be the one in the background. */
export interface InBackground {
  /** The environment without what tells so. */
  readonly env: NodeJS.ProcessEnv;
  /** The arguments, as byte strings, if they are not all UTF-8. */
  readonly args: readonly string[] | undefined;
}

/** Tells whether this process was started to be the one in the background. */
export function inBackground(environment: NodeJS.ProcessEnv): InBackground | undefined {
  if (environment[BACKGROUND_MARK] === undefined) return undefined;
  const { [BACKGROUND_MARK]: mark = '', ...env } = environment;
  return { env, args: mark === '' ? undefined : Buffer.from(mark, 'base64').toString('latin1').split('\0') };
}
