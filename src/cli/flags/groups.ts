/** Puts flags under a heading of the help. */
export function under<T extends Record<string, object>>(helpGroup: string, flags: T): T {
  return Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, { ...flag, helpGroup }])) as T;
}

/** Makes flags exclude each other. */
export function oneOf<T extends Record<string, object>>(flags: T): T {
  const others = (name: string) => Object.keys(flags).filter((other) => other !== name);
  const exclusive = Object.entries(flags).map(([name, flag]) => [name, { ...flag, exclusive: others(name) }]);
  return Object.fromEntries(exclusive) as T;
}

/** Lets a flag be given several times, one value at a time. */
export const repeatable = { multiple: true, multipleNonGreedy: true } as const;
