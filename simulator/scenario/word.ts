// A step is one line of words; a text in double quotes is one word, and behind # stands a comment.

export interface Word {
  text: string;
  quoted: boolean;
}

/** The words of a line. Throws an Error with what is wrong where a quote is left open. */
export function wordsOf(line: string): Word[] {
  const words: Word[] = [];
  const pattern = /\s*(?:(#.*$)|"((?:[^"\\]|\\.)*)"|(")|([^\s"]+))/gy;
  for (let at = 0; at < line.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found === null) break;
    const [, comment, quoted, open, plain] = found;
    if (comment !== undefined) break;
    if (open !== undefined) throw new Error('a text in quotes does not end: put " behind it');
    if (quoted !== undefined) words.push({ text: quoted.replace(/\\(.)/g, '$1'), quoted: true });
    else words.push({ text: plain as string, quoted: false });
  }
  return words;
}
