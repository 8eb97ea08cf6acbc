import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Document, type Node, type YAMLMap, isMap, isScalar, isSeq } from 'yaml';
import { UsageError } from '../cli/usage-error';
import { type Tree, isTree, newTree } from './from-rows';

/** The file of each part of a source: the head, and one for each care area. */
function filesOf(tree: Tree): Map<string, Tree> {
  const head = newTree();
  const files = new Map<string, Tree>([['library.yaml', head]]);
  for (const key of Object.keys(tree)) if (key !== 'care-areas') head[key] = tree[key];
  const areas = tree['care-areas'];
  for (const id of isTree(areas) ? Object.keys(areas) : []) {
    const file = newTree();
    file['care-areas'] = newTree();
    (file['care-areas'] as Tree)[id] = (areas as Tree)[id];
    // The head's own file is taken.
    files.set(id === 'library' ? 'care-area-library.yaml' : `${id}.yaml`, file);
  }
  return files;
}

/** Limits and short lists stand on one line each, as a pharmacist would write them. */
function flow(node: Node | null | undefined): void {
  if (isMap(node)) {
    const values = node.items.map(({ value }) => value);
    const short = values.every((value) => isScalar(value) && String(value.value).length <= 40);
    if (short && !node.items.some(({ key }) => ['title', 'drug', 'text', 'enter-by'].includes(String(key)))) {
      (node as YAMLMap).flow = node.items.length > 0;
    } else for (const value of values) flow(value as Node);
  } else if (isScalar(node)) {
    if (String(node.value).length > 100) node.type = 'BLOCK_FOLDED';
  } else if (isSeq(node)) {
    if (node.items.every((item) => isScalar(item))) node.flow = true;
    else for (const item of node.items) flow(item as Node);
  }
}

export function yamlText(tree: Tree, comment: string): string {
  const document = new Document(tree, { schema: 'failsafe' });
  const root = document.contents;
  if (isMap(root))
    for (const { key, value } of root.items) if (String(key) !== 'advisories') flow(value as Node);
  return `${comment
    .split('\n')
    .map((line) => `# ${line}`.trimEnd())
    .join('\n')}\n${document.toString({ lineWidth: 120, flowCollectionPadding: true })}`;
}

/**
 * Writes a source folder whole or not at all, with the given further files beside it. Throws a UsageError where the folder holds
 * anything already: what a person has edited is not written over.
 */
export function writeSourceFolder(
  folder: string,
  tree: Tree,
  comment: string,
  beside: Record<string, string> = {},
): void {
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new UsageError(`${folder} is not empty: name a new folder`);
  const part = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  try {
    mkdirSync(part, { recursive: true });
    for (const [name, file] of filesOf(tree)) writeFileSync(join(part, name), yamlText(file, comment));
    for (const [name, text] of Object.entries(beside)) writeFileSync(join(part, name), text);
    if (existsSync(target)) rmdirSync(target);
    renameSync(part, target);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw new UsageError(`cannot write ${folder}: ${(error as Error).message}`);
  }
}
