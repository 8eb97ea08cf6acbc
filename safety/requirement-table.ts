// Reads the rows of docs/requirements.md: `| id | requirement | source |`.

export interface Requirement {
  id: string;
  text: string;
  source: string;
  /** Why it is not met, where the row says `(not yet met: why)`. */
  notYetMet?: string;
  line: number;
}

const ROW = /^\|\s*(DERS-[A-Z]+-\d{3})\s*\|(.*)\|\s*$/;
const NOT_YET = /\(not yet met: ([^)]+)\)/;

/** Every row that begins with an id, in the order of the file; one that has not three columns throws, with its line. */
export function readRequirements(markdown: string): Requirement[] {
  return markdown.split('\n').flatMap((text, index) => {
    const row = ROW.exec(text);
    if (!row) return [];
    const [id, rest] = [row[1] as string, row[2] as string];
    const cells = rest.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
    if (cells.length !== 2) {
      throw new Error(`docs/requirements.md:${index + 1}: ${id} has ${cells.length + 1} columns, not 3`);
    }
    const [requirement, source] = cells as [string, string];
    const notYetMet = NOT_YET.exec(requirement)?.[1];
    return [{ id, text: requirement, source, line: index + 1, ...(notYetMet ? { notYetMet } : {}) }];
  });
}
