import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { demandedJournalFolder, journalFolderOf } from '../../src/operations/journal-folder.js';

describe('The folder of the journal', () => {
  it.each([
    { asked: '/srv/j', env: { HOME: '/home/ada' }, folder: '/srv/j' },
    { asked: 'none', env: { HOME: '/home/ada' }, folder: undefined },
    { env: { HOME: '/home/ada' }, folder: '/home/ada/.local/state/gearctl/journal' },
    { env: { HOME: '/home/ada', XDG_STATE_HOME: '/state' }, folder: '/state/gearctl/journal' },
    { env: { HOME: '/home/ada', STATE_DIRECTORY: '/var/lib/a:/var/lib/b' }, folder: '/var/lib/a/journal' },
    { env: {}, folder: undefined },
  ])('is $folder with $asked and $env', ({ asked, env, folder }) => {
    expect(journalFolderOf(asked, env)).toBe(folder);
  });

  it('is missed by those who can do nothing without it', () => {
    expect(demandedJournalFolder('/srv/j', {})).toBe('/srv/j');
    expect(() => demandedJournalFolder('none', {})).toThrow(UsageError);
    expect(() => journalFolderOf('', {})).toThrow(UsageError);
  });
});
