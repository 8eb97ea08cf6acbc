// Third-party software that runs (SOUP in the words of IEC 62304), and the bill of materials.
import type { Page, Row } from '../page';
import type { VersionedItem } from '../third-party';

const PLACES = ['pump', 'hospital tools', 'simulator'] as const;

function rowOf(item: VersionedItem): Row {
  const version = item.found ?? { mark: 'open' as const, text: 'not installed here' };
  return {
    id: item.name.replaceAll(/[^a-z0-9]/gi, '-'),
    cells: [{ code: item.name }, version, item.licence, item.why, item.anomalies, item.looked],
  };
}

export function soupList(items: VersionedItem[], components: number): Page {
  return {
    name: 'soup',
    title: 'Third-party software',
    blocks: [
      {
        text: [
          'Versions are read from the lock file, headers and configurations of this build, not typed. The bill of materials, ',
          { to: 'bom.cdx.json', text: 'bom.cdx.json' },
          `, is CycloneDX 1.6 JSON, checked against its schema, with ${components} components: these and all that they need.`,
        ],
      },
      ...PLACES.flatMap((place) => [
        {
          heading: `On the ${place === 'hospital tools' ? 'hospital’s computers' : place}`,
          level: 2 as const,
        },
        {
          table: {
            head: ['Item', 'Version', 'Licence', 'Why', 'Known anomalies that matter here', 'How looked at'],
            rows: items.filter((item) => item.where === place).map(rowOf),
          },
        },
      ]),
    ],
  };
}
