import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A script of this project. */
export interface SourceFile {
  /** Relative to the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
  /**
   * The text with its comments and the contents of its strings blanked, so that a search finds code only. Line numbers
   * stay, and so do the names of imported modules.
   */
  readonly code: string;
}

/** Makes a source file of its text. */
export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, code: codeOf(path, text) };
}

/** Reads the scripts below some folders of the project; folders that are not there hold none. */
export function sourceFiles(folders: readonly string[]): SourceFile[] {
  const paths = folders.flatMap((folder) => filesBelow(folder)).filter((path) => /\.(ts|tsx|js|mjs|cjs)$/.test(path));
  return paths.sort().map((path) => sourceFile(path, readFileSync(path, 'utf8')));
}

/** Lists the matches of `pattern` (a global one) in the `code` or the `text` of a file, as `path:line: what matched`. */
export function findings(file: SourceFile, where: 'code' | 'text', pattern: RegExp): string[] {
  const searched = file[where];
  return [...searched.matchAll(pattern)].map((match) => {
    const line = searched.slice(0, match.index).split('\n').length;
    return `${file.path}:${line}: ${match[0].replace(/\s+/g, ' ')}`;
  });
}

/** What npm has installed, for gearctl or for the peers of its tests, is not ours. */
function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
      return entry.isFile() ? [path] : [];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function codeOf(path: string, text: string): string {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const kept = text.replace(/[^\n]/g, ' ').split('');
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
    if (children.length === 0 && !isText(node)) {
      for (let i = node.getStart(source); i < node.end; i++) kept[i] = text.charAt(i);
    }
    for (const child of children) visit(child);
  };
  visit(source);
  return kept.join('');
}

function isText(node: ts.Node): boolean {
  if (ts.isStringLiteral(node)) return !ts.isImportDeclaration(node.parent);
  return (
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isRegularExpressionLiteral(node) ||
    ts.isJsxText(node)
  );
}
