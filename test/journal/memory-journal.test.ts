import { describe } from 'vitest';
import { MemoryJournal } from '../../src/journal/index.js';
import { describeJournal } from './journal-contract.js';

describe('a journal in memory', () => {
  describeJournal((options) => ({ journal: new MemoryJournal(options), settle: () => undefined }));
});
