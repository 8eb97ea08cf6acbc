// The software bill of materials in CycloneDX 1.6 (ECMA-424), of what runs and everything below it.
import { Enums, Models, Serialize, Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { type Locked, type VersionedItem, withDependencies } from './third-party';

const SPEC = Spec.Spec1dot6;

function component(name: string, version: string | undefined, licence: string | undefined, purl?: string) {
  const made = new Models.Component(Enums.ComponentType.Library, name, {
    version,
    purl,
    bomRef: `${name}@${version ?? 'not installed'}`,
  });
  if (licence) made.licenses.add(new Models.NamedLicense(licence));
  return made;
}

function npmPurl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** JSON text, the same for the same input; throws when it does not hold against the schema of the standard. */
export async function billOfMaterials(
  items: VersionedItem[],
  locked: Map<string, Locked>,
  revision: { version: string; at: Date },
): Promise<string> {
  const bom = new Models.Bom();
  const project = new Models.Component(Enums.ComponentType.Application, 'ders', {
    version: revision.version,
    bomRef: 'ders',
  });
  project.licenses.add(new Models.SpdxLicense('Apache-2.0'));
  bom.metadata.component = project;
  bom.metadata.timestamp = revision.at;

  for (const item of items.filter((each) => each.version !== 'lock')) {
    const made = component(item.name, item.found, item.licence);
    bom.components.add(made);
    project.dependencies.add(made.bomRef);
  }
  const direct = items.filter((each) => each.version === 'lock').map((each) => each.name);
  const made = new Map<string, Models.Component>();
  for (const place of withDependencies(direct, locked)) {
    const entry = locked.get(place) as Locked;
    const name = place.split('node_modules/').at(-1) as string;
    const each = component(name, entry.version, entry.license, npmPurl(name, entry.version));
    if (place !== name) each.bomRef.value = `${place}@${entry.version}`;
    bom.components.add(each);
    made.set(place, each);
  }
  for (const [place, each] of made) {
    if (direct.includes(place)) project.dependencies.add(each.bomRef);
    const entry = locked.get(place) as Locked;
    for (const name of [...entry.dependencies, ...entry.optional]) {
      const below = made.get(`${place}/node_modules/${name}`) ?? made.get(name);
      if (below) each.dependencies.add(below.bomRef);
    }
  }

  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(SPEC));
  const text = serializer.serialize(bom, { sortLists: true, space: 2 });
  const fault = await new Validation.JsonStrictValidator(SPEC.version).validate(text);
  if (fault) throw new Error(`the bill of materials breaks its schema: ${JSON.stringify(fault)}`);
  return text;
}
