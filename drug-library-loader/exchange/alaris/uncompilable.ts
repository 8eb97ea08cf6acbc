import { readCareArea } from '../../compiler/care-area';
import { readEntry } from '../../compiler/entry';
import { type Finding, Findings } from '../../source/finding';
import {
  type Place,
  type SourceMap,
  type SourceValue,
  isMap,
  listAt,
  mapAt,
  newList,
  newMap,
  put,
  textAt,
} from '../../source/place';
import { checkStructure } from '../../source/structure';
import { type Branch, type Tree, isTree } from '../from-rows';

export interface Uncompilable {
  /** Messages of each entry that cannot be compiled, by care area and id with a space between. */
  faults: Map<string, string[]>;
  /** What is at fault outside the entries. */
  elsewhere: string[];
}

/** Asks the compiler what of a tree it could not read, before anything is written: the same rules that `check` will apply. */
export function uncompilable(tree: Tree): Uncompilable {
  const root = sourceMap(tree);
  const faults = new Map<string, string[]>();
  const elsewhere: string[] = [];
  const blame = ({ severity, careArea, entry, message }: Finding) => {
    if (severity !== 'fault') return;
    if (!entry) elsewhere.push([careArea, message].filter((text) => text).join(': '));
    else faults.set(`${careArea} ${entry}`, [...(faults.get(`${careArea} ${entry}`) ?? []), message]);
  };
  const structure = new Findings();
  checkStructure(root, 'whole', structure);
  structure.list.forEach(blame);
  const areas = mapAt(root, 'care-areas') ?? {};
  for (const id of Object.keys(areas)) {
    const area = mapAt(areas, id) ?? {};
    const settings = new Findings();
    readCareArea(id, area, settings);
    settings.list.forEach(blame);
    for (const entry of listAt(area, 'entries') ?? []) {
      if (!isMap(entry) || faults.has(`${id} ${textAt(entry, 'id')}`)) continue;
      const own = new Findings();
      readEntry(entry, id, false, mapAt(root, 'advisories'), own);
      own.list.forEach(blame);
    }
  }
  return { faults, elsewhere };
}

const NOWHERE: Place = { file: '', line: 0 };

function sourceValue(branch: Branch): SourceValue {
  if (typeof branch === 'string') return branch;
  if (isTree(branch)) return sourceMap(branch);
  const list = newList(NOWHERE);
  branch.forEach((member, i) => put(list, String(i), sourceValue(member), NOWHERE));
  return list;
}

/** The tree as the compiler's own kind of map. */
function sourceMap(tree: Tree): SourceMap {
  const map = newMap(NOWHERE);
  for (const key of Object.keys(tree)) put(map, key, sourceValue(tree[key]), NOWHERE);
  return map;
}
