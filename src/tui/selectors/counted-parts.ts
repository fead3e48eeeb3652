import type { FunctionModel, ServerFunction, ServerModel } from '../model/types.js';

/** Gives a function as it stands on each server that counts, by the labels of these. */
export function countedParts(
  { byServer }: FunctionModel,
  servers: readonly ServerModel[],
): (readonly [label: string, part: ServerFunction])[] {
  return servers.flatMap(({ label, isCounted }) => {
    const part = isCounted ? byServer.get(label) : undefined;
    return part === undefined ? [] : [[label, part] as const];
  });
}
