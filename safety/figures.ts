// Figures of long runs, as the commands that made them wrote them. What a run of the tests made is in build/figures; the last whole run
// of what lasts hours is kept in docs/safety/figures, with its revision and day, and is shown as such.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const OF_RUN = 'build/figures';
const KEPT = 'docs/safety/figures';

export interface Figures<Content> {
  revision: string;
  /** ISO 8601. */
  at: string;
  content: Content;
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
}

/** The revision, and whether what is measured differs from it: files outside `docs` that are not committed. */
export function revisionNow(): string {
  const changed = git('status', '--porcelain', '--', '.', ':!docs');
  return `${git('rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : ', with changes that are not committed'}`;
}

/** Writes build/figures/NAME.json, and where `whole` also the kept one. */
export function writeFigures(name: string, content: object, whole: boolean): void {
  const figures = { revision: revisionNow(), at: new Date().toISOString(), content };
  for (const folder of whole ? [OF_RUN, KEPT] : [OF_RUN]) {
    const path = join(root, folder, `${name}.json`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.part`, `${JSON.stringify(figures, null, 2)}\n`);
    renameSync(`${path}.part`, path);
  }
}

/** What a run left; undefined where there was none. */
export function readFigures<Content>(name: string, of: 'run' | 'kept'): Figures<Content> | undefined {
  const path = join(root, of === 'run' ? OF_RUN : KEPT, `${name}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
