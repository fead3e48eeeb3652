/**
 * Gives the signals that were to be ignored from the start, as far as that can be found out. Node takes back what is
 * ignored when it starts, and nobody tells what that was; but shells leave the path of the program they run in `_`, and
 * nohup becomes the program that it is given.
 */
export function ignoredSignals(env: Readonly<Record<string, string | undefined>>): readonly NodeJS.Signals[] {
  return /(^|\/)nohup$/.test(env._ ?? '') ? ['SIGHUP'] : [];
}
