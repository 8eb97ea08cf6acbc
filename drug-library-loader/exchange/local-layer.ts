import { type Branch, type Tree, branchesEqual, isTree, newTree } from './from-rows';
import { POINT_COLUMNS } from './table-row';

const LIMIT_KEYS: string[] = ['unit', 'cap', 'widened', ...POINT_COLUMNS];

function isLimit(tree: Tree): boolean {
  const keys = Object.keys(tree);
  return keys.length > 0 && keys.every((key) => LIMIT_KEYS.includes(key));
}

/**
 * What a library says beyond the base that it extends: laid over the base, it gives the same library again. What stands in the base and
 * not in the library is named in `lost`, unless it is a limit's point, which a local library drops by saying `none`.
 */
export function localLayer(base: Tree, whole: Tree, lost: string[]): Tree {
  return treeLayer(base, whole, [], lost);
}

function treeLayer(base: Tree, whole: Tree, path: string[], lost: string[]): Tree {
  const layer = newTree();
  for (const key of Object.keys(whole)) {
    const now = whole[key] as Branch;
    const was = base[key];
    const at = [...path, key];
    if (was === undefined) layer[key] = now;
    else if (branchesEqual(was, now)) continue;
    else if (key === 'entries' && path.length === 2 && Array.isArray(was) && Array.isArray(now)) {
      const entries = entriesLayer(was, now, at, lost);
      if (entries.length > 0) layer[key] = entries;
    } else if (isTree(was) && isTree(now)) {
      const limits = isLimit(was) && isLimit(now) && !path.includes('code');
      const inner = limits ? limitLayer(was, now) : treeLayer(was, now, at, lost);
      if (Object.keys(inner).length > 0) layer[key] = inner;
    } else layer[key] = now;
  }
  for (const key of Object.keys(base)) {
    if (key in whole) continue;
    const was = base[key];
    if (isTree(was) && isLimit(was)) layer[key] = limitLayer(was, newTree());
    else lost.push([...path, key].join('.'));
  }
  return layer;
}

/** Points in the base's unit that are no longer there become `none`; a cap and points that differ are said again, with their unit. */
function limitLayer(base: Tree, whole: Tree): Tree {
  const layer = newTree();
  const sameUnit = base.unit === whole.unit;
  for (const point of [...POINT_COLUMNS, 'cap']) {
    const was = base[point];
    const now = whole[point];
    const withUnit =
      point !== 'cap' && typeof whole.unit === 'string' ? `${now} ${whole.unit}` : (now as string);
    if (now === undefined) {
      if (was !== undefined) layer[point] = 'none';
    } else if (now !== was || (!sameUnit && point !== 'cap')) layer[point] = withUnit;
  }
  const unitAlone = whole.unit !== undefined && !POINT_COLUMNS.some((point) => point in whole);
  if (unitAlone && !sameUnit) layer.unit = whole.unit as string;
  if (whole.widened !== undefined) layer.widened = whole.widened;
  return layer;
}

function entriesLayer(base: Branch[], whole: Branch[], path: string[], lost: string[]): Branch[] {
  const bases = new Map(base.filter(isTree).map((entry) => [entry.id as string, entry]));
  const layer: Branch[] = [];
  for (const entry of whole.filter(isTree)) {
    const was = bases.get(entry.id as string);
    bases.delete(entry.id as string);
    if (!was) {
      layer.push(entry);
      continue;
    }
    const changed = treeLayer(was, entry, [...path, entry.id as string], lost);
    if (Object.keys(changed).length === 0) continue;
    const local = newTree();
    local.id = entry.id as string;
    layer.push(Object.assign(local, changed));
  }
  for (const id of bases.keys()) lost.push([...path, id].join('.'));
  return layer;
}
