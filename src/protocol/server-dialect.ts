import type { StatusRow } from './admin-rows.js';

/** The servers whose answers differ in meaning. */
export type ServerDialect = 'gearmand' | 'gearctl' | 'perl' | 'rustygear';

/** Tells the server from its answer to `version`, the `OK` cut off. */
export function serverDialect(version: string): ServerDialect {
  if (version.includes('rustygear')) return 'rustygear';
  if (version.includes('gearctl')) return 'gearctl';
  return version.startsWith('v') ? 'perl' : 'gearmand';
}

/** Gives a status row the meaning it has on gearmand: rustygear's total leaves the running jobs out. */
export function normaliseStatusRow(row: StatusRow, dialect: ServerDialect): StatusRow {
  return dialect === 'rustygear' ? { ...row, total: row.total + row.running } : row;
}
