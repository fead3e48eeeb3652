import { ConnectError, type GearctlError, NoServerError, TlsError } from '../errors.js';

/**
 * Gives the reason why a worker ends whose connections have all failed, each with one of these errors: servers that cannot
 * be reached count only where no other connection broke.
 */
export function endReason(errors: readonly GearctlError[]): GearctlError {
  return errors.find((error) => !isRefusal(error)) ?? new NoServerError(errors.filter(isRefusal));
}

function isRefusal(error: GearctlError): error is ConnectError | TlsError {
  return error instanceof ConnectError || error instanceof TlsError;
}
