/** Where something stands in a source, for the message about it. */
export interface Place {
  file: string;
  line: number;
}

/** A source as read: scalars are text, whatever they look like. */
export type SourceValue = string | SourceValue[] | SourceMap;

export interface SourceMap {
  [key: string]: SourceValue;
}

type Container = SourceMap | SourceValue[];

interface Places {
  own: Place;
  of: Map<string, Place>;
}

/** Beside the members and in no list of them. A weak map from outside costs the garbage collector more than all the rest. */
const PLACES = Symbol('places');

type Placed = Container & { [PLACES]?: Places };

function placed<C extends Container>(container: C, own: Place): C {
  return Object.defineProperty(container, PLACES, { value: { own, of: new Map() } });
}

export function newMap(own: Place): SourceMap {
  return placed(Object.create(null), own);
}

export function newList(own: Place): SourceValue[] {
  return placed([], own);
}

export function put(container: Container, key: string, value: SourceValue, place: Place): void {
  if (Array.isArray(container)) container.push(value);
  else container[key] = value;
  (container as Placed)[PLACES]?.of.set(key, place);
}

/** One space for any run of white space: a folded text and a typed one are the same text. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

const NOWHERE: Place = { file: '', line: 0 };

/** Where the container stands, or one member of it. */
export function placeOf(container: Container, key?: string | number): Place {
  const known = (container as Placed)[PLACES];
  if (!known) return NOWHERE;
  return (key === undefined ? undefined : known.of.get(String(key))) ?? known.own;
}

export function isMap(value: SourceValue | undefined): value is SourceMap {
  return typeof value === 'object' && !Array.isArray(value);
}

/** The map at a key, or undefined where something else or nothing stands. */
export function mapAt(map: SourceMap | undefined, key: string): SourceMap | undefined {
  const value = map?.[key];
  return isMap(value) ? value : undefined;
}

export function listAt(map: SourceMap | undefined, key: string): SourceValue[] | undefined {
  const value = map?.[key];
  return Array.isArray(value) ? value : undefined;
}

export function textAt(map: SourceMap | undefined, key: string): string | undefined {
  const value = map?.[key];
  return typeof value === 'string' ? value : undefined;
}
