import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/errors.js';
import { parseAccessRules } from '../../../src/server/access/rule-file.js';

const parse = (text: string) => parseAccessRules(text, 'acl');

describe('a file of access rules', () => {
  it('has a rule on each line, and comments, blank lines and line ends of any kind', () => {
    const rules = parse('# peers\r\n\r\n  certificate billing  submit,work  mail a#b # all\r\n\nloopback\tall');
    expect(rules).toMatchObject([
      { who: { kind: 'certificate', nameGlob: 'billing' }, rights: ['submit', 'work'], functions: ['mail', 'a#b'] },
      { who: { kind: 'loopback' }, rights: ['submit', 'work', 'read', 'change'], functions: ['*'] },
    ]);
  });

  it('may be empty: then nobody may do anything', () => {
    expect(parse('')).toEqual([]);
  });

  it('takes a name with blanks in quotes', () => {
    expect(parse('certificate "Big Company # 1" submit "a b"')).toMatchObject([
      { who: { nameGlob: 'Big Company # 1' }, functions: ['a b'] },
    ]);
  });

  it('compares functions by their bytes', () => {
    expect(parse('any submit größe')[0]?.functions).toEqual(['gr\xc3\xb6\xc3\x9fe']);
  });

  it.each([
    ['nobody submit', "'nobody' is nobody"],
    ['certificate', 'the name of the certificate is missing'],
    ['certificate x', 'it does not say what they may do'],
    ['any', 'it does not say what they may do'],
    ['any write', "'write' is no right"],
    ['any submit, work', "'' is no right"],
    ['any read mail', 'only submit and work are by function'],
    ['any all mail', 'only submit and work are by function'],
    ['address submit', "'submit' is no address"],
    ['address', "'' is no address"],
    ['address 10.0.0.0/33 read', "'10.0.0.0/33' is no address"],
    ['address 10.0.0 read', "'10.0.0' is no address"],
    ['certificate "x submit', 'a quote is out of place'],
    ['certificate "x"y submit', 'a quote is out of place'],
    ['certificate "" submit', 'a word is empty'],
    ['certificate img-[12] work', "'img-[12]' has brackets"],
    ['any submit mail_[ab]', "'mail_[ab]' has brackets"],
  ])('says where it is wrong and what to write instead: %s', (line, message) => {
    const error = thrownBy(() => parse(`# first\n${line}\nany wrong`));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ message: `acl:2: ${message}`, hint: expect.stringMatching(/^\w+/) });
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
