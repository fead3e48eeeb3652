/** The codes and texts of the ERROR packet: first, word for word as gearmand sends them, then those it does not have. */
export const SERVER_ERRORS = {
  requestMagicExpected: { errorCode: 'INVALID_MAGIC', errorText: 'Request magic expected' },
  commandNotExpected: { errorCode: 'INVALID_COMMAND', errorText: 'Command not expected' },
  unknownOption: { errorCode: 'UNKNOWN_OPTION', errorText: 'Server does not recognize given option' },
  jobNotFound: { errorCode: 'JOB_NOT_FOUND', errorText: 'Job given in work result not found' },
  jobOfDataNotFound: { errorCode: 'JOB_NOT_FOUND', errorText: 'Job does not exist on server' },
  jobOfExceptionNotFound: {
    errorCode: 'JOB_NOT_FOUND',
    errorText: 'An exception was received for a job that does not exist',
  },
  uniqueTooLarge: { errorCode: 'ARGUMENT_TOO_LARGE', errorText: 'Unique value too large' },
  handleTooLarge: {
    errorCode: 'ARGUMENT_TOO_LARGE',
    errorText: 'Error occurred due to GEARMAND_JOB_HANDLE_SIZE being too small from snprintf',
  },
  queueFull: { errorCode: 'QUEUE_ERROR', errorText: 'Job queue is full' },
  storeRefused: { errorCode: 'QUEUE_ERROR', errorText: 'QUEUE_ERROR' },

  stopping: { errorCode: 'QUEUE_ERROR', errorText: 'The server is stopping' },
  epochOutOfRange: { errorCode: 'INVALID_ARGUMENT', errorText: 'Epoch out of range' },
  nulMissing: { errorCode: 'INVALID_PACKET', errorText: 'Argument without a terminating NUL' },
  packetTooLarge: (bytes: number, maxBytes: number) => ({
    errorCode: 'PACKET_TOO_LARGE',
    errorText: `The packet has ${bytes} bytes, of which ${maxBytes} are taken`,
  }),
} as const;

/** The `ERR` lines of the admin protocol, without line end, word for word as gearmand sends them. */
export const ADMIN_ERRORS = {
  unknownCommand: (word: string) => `ERR UNKNOWN_COMMAND Unknown+server+command${word}`,
  unknownShowArguments: 'ERR UNKNOWN_SHOW_ARGUMENTS',
  unknownJob: 'ERR UNKNOWN_JOB',
  unknownError: 'ERR UNKNOWN_ERROR',
  incomplete: (word: string) => `ERR INVALID_ARGUMENTS An+incomplete+set+of+arguments+was+sent+to+this+command+${word}`,
  functionNotFound: 'ERR function not found',
  functionBusy: 'ERR there are still connected workers or executing clients',
} as const;
