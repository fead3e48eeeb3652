/** What a screen wants to know of its process. */
type ProcessEvent = ('SIGHUP' | 'SIGINT' | 'SIGTERM' | 'SIGCONT' | 'SIGTSTP') | ('exit' | 'uncaughtExceptionMonitor');

/** The process around a screen. */
export interface ScreenProcess {
  on(event: ProcessEvent, listener: () => void): this;
  off(event: ProcessEvent, listener: () => void): this;
  readonly pid: number;
  kill(pid: number, signal: 'SIGSTOP'): true;
}
