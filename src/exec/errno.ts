/** The system's code of an error (ENOENT, EAGAIN, …), or '' where it has none. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
