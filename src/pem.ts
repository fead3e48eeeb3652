/** What a text in PEM may hold. */
export type PemContent = 'certificate' | 'private key';

/** Tells whether a text holds such a thing. What does not would only be found out by each attempt to connect. */
export function hasPem(text: string, content: PemContent): boolean {
  return new RegExp(`^-----BEGIN ([A-Z0-9]+ )*${content.toUpperCase()}-----`, 'm').test(text);
}
