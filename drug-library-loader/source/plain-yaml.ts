import { COLLECTION_STYLE, EVENT_ID, type Event, SCALAR_STYLE, getScalarValue, parseEvents } from 'js-yaml';
import { hiddenCharacter } from './hidden-character';
import { type Place, type SourceMap, type SourceValue, newList, newMap, oneLine, put } from './place';

type NodeEvent = Extract<Event, { anchorStart: number; style: number }>;

/** A key before its colon has at most 1,024 characters (YAML 1.2.2, 7.4.2). */
const MAX_KEY = 1000;
/** The libraries differ about tabs, a carriage return alone, an escaped end of line, marks of a document's end or of byte order, ... */
const UNUSUAL_TEXT = /\t|\r(?!\n)|\\\r?\n|^\.\.\.|^ +---|\ufeff/m;
/** ... and about a comment with less space before it than stands before what follows. */
const UNUSUAL_COMMENT = /^( *)#[^\n]*\n(?:[ \r]*\n)*\1 /m;
/** All that stands on a line before its first key or item. */
const DASHES = /^[ -]*$/;

const UNUSUAL = new Error('the text is no plain YAML');

/**
 * Reads a YAML text in which nothing is wrong or unusual, from the events of a parser that builds no document. Null is no judgement:
 * `readDocument` reads any other text, and says what is wrong in it. At most `maxDepth` levels stand below the root.
 */
export function readPlainYaml(text: string, file: string, maxDepth: number): SourceMap | null {
  if (UNUSUAL_TEXT.test(text) || UNUSUAL_COMMENT.test(text)) return null;
  let events: Event[];
  try {
    events = parseEvents(text, {});
  } catch {
    return null;
  }
  try {
    return new PlainReader(text, file, events, maxDepth).root();
  } catch (error) {
    if (error === UNUSUAL) return null;
    throw error;
  }
}

class PlainReader {
  private next = 0;
  private place: Place;
  /** Of the line at `place`; events come in the order of the text, so all three only move on. */
  private lineStart = 0;
  private lineEnd = 0;

  constructor(
    private readonly text: string,
    file: string,
    private readonly events: Event[],
    private readonly maxDepth: number,
  ) {
    this.place = { file, line: 0 };
  }

  root(): SourceMap {
    const document = this.events[this.next++];
    if (document?.type !== EVENT_ID.DOCUMENT || document.directives.length > 0) throw UNUSUAL;
    const value = this.value(this.node(), 0);
    // Behind it the document ends, and there is no other.
    if (!this.ends() || this.next !== this.events.length) throw UNUSUAL;
    if (typeof value === 'string' || Array.isArray(value)) throw UNUSUAL;
    return value;
  }

  private value(event: NodeEvent, depth: number): SourceValue {
    if (!(depth <= this.maxDepth)) throw UNUSUAL;
    if (event.type === EVENT_ID.SCALAR) {
      const text = getScalarValue(this.text, event);
      // An escape such as "\u202e" hides from the look at the file itself.
      if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && hiddenCharacter(text)) throw UNUSUAL;
      return oneLine(text);
    }
    const inBlock = event.style === COLLECTION_STYLE.BLOCK;
    if (event.type === EVENT_ID.SEQUENCE) {
      const list = newList(this.placeAt(event.start));
      for (let i = 0; !this.ends(); i++) {
        const item = this.node();
        const place = this.memberPlace(item, inBlock);
        put(list, String(i), this.value(item, depth + 1), place);
      }
      return list;
    }
    const map = newMap(this.placeAt(event.start));
    while (!this.ends()) {
      const node = this.node();
      const place = this.memberPlace(node, inBlock);
      const key = this.key(node);
      if (key in map) throw UNUSUAL;
      put(map, key, this.value(this.node(), depth + 1), place);
    }
    return map;
  }

  /** The next text, list or map, without anchor and tag. */
  private node(): NodeEvent {
    const event = this.events[this.next++] as Event;
    if (!('style' in event) || event.anchorStart >= 0 || event.tagStart >= 0) throw UNUSUAL;
    return event;
  }

  private ends(): boolean {
    if (this.events[this.next]?.type !== EVENT_ID.POP) return false;
    this.next++;
    return true;
  }

  /** The text of a key that has its colon right behind it. */
  private key(event: NodeEvent): string {
    if (event.type !== EVENT_ID.SCALAR) throw UNUSUAL;
    const end = event.valueEnd + (event.style === SCALAR_STYLE.PLAIN ? 0 : 1);
    if (!(end - event.valueStart <= MAX_KEY) || this.text[end] !== ':') throw UNUSUAL;
    return getScalarValue(this.text, event).trim();
  }

  private memberPlace(event: NodeEvent, inBlock: boolean): Place {
    const start = startOf(event);
    const place = this.placeAt(start);
    // js-yaml 5.5 takes `- "a" "b": c` for an item and, behind it, a key of the map around it.
    if (inBlock && !DASHES.test(this.text.slice(this.lineStart, start))) throw UNUSUAL;
    return place;
  }

  private placeAt(offset: number): Place {
    let { file, line } = this.place;
    while (offset >= this.lineEnd) {
      line++;
      this.lineStart = this.lineEnd;
      this.lineEnd = this.text.indexOf('\n', this.lineStart) + 1 || Number.POSITIVE_INFINITY;
    }
    if (line > this.place.line) this.place = { file, line };
    return this.place;
  }
}

/** Where a list, a map or a text of one line begins, with its mark of quotation. Throws where nothing or a block of text is written. */
function startOf(event: NodeEvent): number {
  if (event.type !== EVENT_ID.SCALAR) return event.start;
  if (event.valueStart < 0 || event.style > SCALAR_STYLE.DOUBLE_QUOTED) throw UNUSUAL;
  return event.style === SCALAR_STYLE.PLAIN ? event.valueStart : event.valueStart - 1;
}
