import { describe, expect, it } from 'vitest';
import { parseCommandLine, parseConfigFile } from '../../../src/compat/gearmand/option-parser.js';
import { UsageError } from '../../../src/errors.js';

const commandLine = (...words: string[]) => Object.fromEntries(parseCommandLine(words));
const configFile = (text: string, ...words: string[]) =>
  Object.fromEntries(parseConfigFile(text, parseCommandLine(words)));

describe('the command line', () => {
  it('takes values behind an equals sign, as the next word, and right behind a letter', () => {
    expect(commandLine('--port=1', '--listen', 'a', '-t4', '-w', '2')).toEqual({
      port: '1',
      listen: 'a',
      threads: '4',
      'worker-wakeup': '2',
    });
  });

  it('takes switches bundled, with one option that has a value at the end', () => {
    expect(commandLine('-dRp4731')).toEqual({ daemon: '', 'round-robin': '', port: '4731' });
  });

  it('takes a value that looks like an option, but not one that is a short option', () => {
    expect(commandLine('-l', '--ssl', '-P', '-x')).toEqual({ 'log-file': '--ssl', 'pid-file': '-x' });
    expect(() => commandLine('-p', '-R')).toThrow("the required argument for option '--port' is missing");
  });

  it('takes an empty value as a word of its own', () => {
    expect(commandLine('--pid-file', '', '-l', '')).toEqual({ 'pid-file': '', 'log-file': '' });
  });

  it('takes numbers with a sign, in the range of their type', () => {
    expect(commandLine('-t', '+4', '-j', '-1', '-b', '-5')).toEqual({
      threads: '+4',
      'job-retries': '-1',
      backlog: '-5',
    });
    for (const value of ['4.0', ' 4', '0x4', '=4', '4294967296', '-4294967296'])
      expect(() => commandLine('-t', value)).toThrow(`the argument ('${value}') for option '--threads' is invalid`);
    expect(() => commandLine('-b', '2147483648')).toThrow(UsageError);
    expect(() => commandLine('-t', '')).toThrow("the argument for option '--threads' is invalid");
  });

  it('takes an option once', () => {
    expect(() => commandLine('-p', '1', '--port=2')).toThrow("option '--port' cannot be specified more than once");
    expect(() => commandLine('-RR')).toThrow("option '--round-robin' cannot be specified more than once");
  });

  it('knows no abbreviations', () => {
    expect(() => commandLine('--verb', 'INFO')).toThrow("unrecognised option '--verb'");
  });

  it('refuses words that belong to no option', () => {
    for (const words of [['pos'], ['-'], ['--', 'pos'], ['-d', 'pos']]) {
      expect(() => commandLine(...words)).toThrow(`unrecognised option '${words.at(-1)}'`);
    }
    expect(commandLine('-d', '--')).toEqual({ daemon: '' });
  });
});

describe('a configuration file', () => {
  it('holds words of a command line, on one line or many', () => {
    expect(configFile('--port=1\r\n-R  --listen\n a\n')).toEqual({ port: '1', 'round-robin': '', listen: 'a' });
  });

  it('yields to the command line, even where it is wrong', () => {
    expect(configFile('--threads=x --port=1 --port=2 -w 3', '-t4', '-p5')).toEqual({
      threads: '4',
      port: '5',
      'worker-wakeup': '3',
    });
  });

  it('may abbreviate an option that has no namesake', () => {
    expect(configFile('--verb=INFO --ssl')).toEqual({ verbose: 'INFO', ssl: '' });
    expect(() => configFile('--l=1')).toThrow(
      "option '--l=1' is ambiguous and matches '--libmemcached-prefix', '--libmemcached-servers', " +
        "'--libpq-conninfo', '--libpq-table', '--libsqlite3-db', '--libsqlite3-table', '--listen', and '--log-file'",
    );
  });

  it('ignores words that are no options: there are no comments, no names without dashes', () => {
    expect(configFile('# port=1\nport=1\nverbose = INFO -- --port=2')).toEqual({});
  });

  it('does not separate words by tabs, and has no quotes', () => {
    expect(() => configFile('--port\t1')).toThrow("unrecognised option '--port\t1'");
    expect(configFile('-l "a b"')).toEqual({ 'log-file': '"a' });
  });

  it('may not have the option that the help conceals', () => {
    expect(() => configFile('--check-args')).toThrow("unrecognised option '--check-args'");
  });
});
