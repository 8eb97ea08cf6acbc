// A page as data; html.ts and markdown.ts write it. Links name pages without ending: `requirements#DERS-DOSE-001`.

export type Mark = 'good' | 'open' | 'bad' | 'plain' | `risk-${1 | 2 | 3 | 4 | 5}`;

export type Inline = string | { to: string; text: string } | { mark: Mark; text: string } | { code: string };
export type Text = Inline | Inline[];

export interface Row {
  id?: string;
  cells: Text[];
}

export type Block =
  | { heading: string; level: 2 | 3; id?: string }
  | { text: Text }
  | { list: Text[] }
  | { table: { head: string[]; rows: Row[] } }
  | { box: Block[]; kind: string; id?: string }
  | { folded: string; blocks: Block[] }
  | { source: string; path: string };

export interface Page {
  /** File name without ending; a slash makes a folder. */
  name: string;
  title: string;
  blocks: Block[];
}

/** What every page says, below its title. */
export interface Banner {
  revision: string;
  at: string;
  notice: string;
}

/** The place of another page as seen from `from`. */
export function linkFrom(from: string, to: string, ending: string): string {
  if (/^[a-z]+:/.test(to)) return to;
  const [page, anchor] = to.split('#') as [string, string | undefined];
  const up = '../'.repeat(from.split('/').length - 1);
  const file = page === '' ? '' : `${up}${page}${/\.[a-z]+$/.test(page) ? '' : ending}`;
  return anchor === undefined ? file : `${file}#${anchor}`;
}

export function inlines(text: Text): Inline[] {
  return Array.isArray(text) ? text : [text];
}
