/** The library that writes certificates. */
export type X509 = typeof import('@peculiar/x509');

/**
 * Loads the library. It brings a container of services that insists on metadata about its classes, and uses none: so it
 * is shown that there are none, for as long as it looks.
 */
export async function loadX509(): Promise<X509> {
  const none = { getMetadata: () => undefined, getOwnMetadata: () => undefined };
  const before = Object.keys(none).map((name) => [name, Object.getOwnPropertyDescriptor(Reflect, name)] as const);
  Object.assign(Reflect, none);
  try {
    return await import('@peculiar/x509');
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(Reflect, name);
      else Object.defineProperty(Reflect, name, descriptor);
    }
  }
}
