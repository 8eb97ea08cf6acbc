// Writes a page as Markdown, for reading beside the code and for comparing two revisions.
import { type Banner, type Block, type Page, type Text, inlines, linkFrom } from './page';

function escaped(text: string): string {
  return text.replaceAll(/([\\`*_[\]<>|])/g, '\\$1').replaceAll('\n', ' ');
}

function textOf(text: Text, page: string): string {
  return inlines(text)
    .map((part) => {
      if (typeof part === 'string') return escaped(part);
      if ('to' in part) return `[${escaped(part.text)}](${linkFrom(page, part.to, '.md')})`;
      if ('code' in part) return `\`${part.code.replaceAll('|', '\\|')}\``;
      return `**${escaped(part.text)}**`;
    })
    .join('');
}

function anchor(id: string | undefined): string {
  return id === undefined ? '' : `<a id="${id}"></a>`;
}

function blockOf(block: Block, page: string): string {
  if ('heading' in block) return `${'#'.repeat(block.level)} ${anchor(block.id)}${escaped(block.heading)}`;
  if ('text' in block) return textOf(block.text, page);
  if ('list' in block) return block.list.map((each) => `- ${textOf(each, page)}`).join('\n');
  if ('table' in block) {
    const { head, rows } = block.table;
    const lines = rows.map(({ id, cells }) => {
      const words = cells.map((cell, index) => (index === 0 ? anchor(id) : '') + textOf(cell, page));
      return `| ${words.join(' | ')} |`;
    });
    return [`| ${head.map(escaped).join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...lines].join('\n');
  }
  if ('box' in block) {
    const inside = block.box.map((each) => blockOf(each, page)).join('\n\n');
    return (anchor(block.id) + inside).replaceAll(/^/gm, '> ');
  }
  if ('folded' in block) {
    return [`**${escaped(block.folded)}**`, ...block.blocks.map((each) => blockOf(each, page))].join('\n\n');
  }
  return `Source: \`${block.path}\``;
}

export function markdownOf(page: Page, banner: Banner): string {
  const parts = [
    `# ${escaped(page.title)}`,
    `> **Draft.** ${escaped(banner.notice)}`,
    ...page.blocks.map((block) => blockOf(block, page.name)),
    `*Revision ${escaped(banner.revision)}. Test results of ${escaped(banner.at)}. Made by \`npm run safety\`.*`,
  ];
  return `${parts.join('\n\n')}\n`;
}
