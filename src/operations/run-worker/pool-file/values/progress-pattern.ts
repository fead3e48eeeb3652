import { UsageError } from '../../../../errors.js';

/** What programs write that tell percent: `42%`, `42.5 %`. */
export const PERCENT = /(\d+(?:\.\d+)?)\s?%/;

/** Reads the expression that finds progress: one group for percent, or two for how many of how many. Throws UsageError. */
export function parseProgressPattern(text: string): RegExp {
  const pattern = compile(text);
  // With an empty alternative every expression matches, and the match tells its groups.
  const groups = (new RegExp(`${text}|`).exec('')?.length ?? 1) - 1;
  if (groups === 1 || groups === 2) return pattern;
  throw new UsageError(`the expression '${text}' has ${groups} groups`, {
    hint: "put the percentage in parentheses, '(\\d+)%', or two numbers: '(\\d+)/(\\d+)'",
  });
}

function compile(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new UsageError(`'${text}' is no regular expression`, { hint: (error as Error).message, cause: error });
  }
}
