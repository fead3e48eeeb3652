// @ts-check

/** What the end of a chunk has, for the requires that are put off. */
const ON_FIRST_USE = `
function onFirstUse(load) {
  let loaded;
  return () => (loaded ??= load());
}
`;

/** Node loads several modules for its `performance`, which takes a millisecond; who asks for the time needs none of them. */
const QUICK_CLOCK = 'const performance = { now() { const [s, ns] = process.hrtime(); return s * 1000 + ns / 1e6; } };';

/**
 * Makes the file of a chunk from its code: the digest of what follows, and one expression, a function of
 * (exports, require, module, __filename, __dirname). Above the code are two lines.
 *
 * @param {string} code
 * @param {(expression: string) => string} digestOf
 */
export function bundleFile(code, digestOf) {
  const clock = /(?<![\w$.])performance\.now\(/.test(code) ? ` ${QUICK_CLOCK}` : '';
  const expression = `(function (exports, require, module, __filename, __dirname) {${clock}\n${inAscii(code)}${ON_FIRST_USE}})\n`;
  return `// ${digestOf(expression)}\n${expression}`;
}

/** What a chunk requires at its top, in one line or in two: modules of Node and other files of the bundle. */
const REQUIRED = /^(?:let|const) ([\w$]+) = (require\("(?:node:|\.\/)[^"]+"\));(?:\n\1 = (\S+\()\1(, 1\));)?$/gm;

/** A module of Node that a chunk requires and of which it uses nothing. */
const UNUSED = /^require\("node:[^"]+"\);$/gm;

/**
 * Makes a chunk require modules of Node and other chunks where it first uses them: node:tls and node:crypto alone take
 * milliseconds. Names of what is required become functions, and each use of such a name a call.
 *
 * @param {string} code
 */
export function withLazyRequires(code) {
  const names = Array.from(code.matchAll(REQUIRED), ([, name = '']) => name.replaceAll('$', '\\$'));
  if (names.length === 0) return code;
  // Not where it is a part of a longer name, or a property; but `...name.x` is a use.
  const uses = new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)(${names.join('|')})(?=\\.)`, 'g');
  // What were two lines stay two, for the map counts lines.
  const lazily = (/** @type {string[]} */ [all = '', name, load, wrap = '', end = '']) =>
    `const ${name} = onFirstUse(() => ${wrap}${load}${end});${all.includes('\n') ? '\n' : ''}`;
  return code
    .replace(uses, '($1())')
    .replace(REQUIRED, (...match) => lazily(match))
    .replace(UNUSED, '');
}

/** Escapes what is not ASCII. V8 keeps such a text in half the memory, and it is read without being decoded. */
function inAscii(/** @type {string} */ code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
