import { type Action as Right, type Reach, rights } from '../../domain/rights.ts';

const reaches: readonly (readonly [Reach, string])[] = [
  ['own', 'for what is their own'],
  ['for_consumer', 'for its consumers'],
  ['any', 'for all'],
];

/** Who may call, in words, from the one table of rights. */
export function whoMayCall(right: Right | undefined): string {
  if (right === undefined) return 'Who: anyone, without a token.';
  const row = Object.entries(rights[right]);
  const groups = reaches.flatMap(([reach, words]) => {
    const roles = row.filter(([, one]) => one === reach).map(([role]) => `\`${role}\``);
    return roles.length > 0 ? [`${roles.join(', ')} ${words}`] : [];
  });
  return `Who: ${groups.join('; ')}.`;
}

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
}

/** What an answer is, in words, from its status and the name of its schema. */
export function wordsOfAnswer(method: string, status: string, schema: Schema | undefined): string {
  if (status === '202') return 'Stored; what it moves follows.';
  const names = namesOf(schema);
  const name = names.find((one) => one !== 'DryRun');
  if (name === undefined && names.length > 0) return 'With `dryRun=true`: what would happen.';
  const item = namesOf(schema?.properties?.['data']?.items)[0];
  const what = name ?? item;
  if (what === undefined) return method === 'get' ? 'What was asked for.' : 'Done.';
  const thing = `the ${spelt(what)}`;
  if (name === undefined) return `A page of the list: each entry of \`data\` is a ${spelt(what)}.`;
  if (status === '201') return `Created: ${thing}; its address is in \`Location\`.`;
  if (method === 'get')
    return `${thing.charAt(0).toUpperCase()}${thing.slice(1)}, as its reader may see it.`;
  const also = names.includes('DryRun') ? ' With `dryRun=true`: what would happen.' : '';
  return `Done: ${thing} as it now is.${also}`;
}

function namesOf(schema: Schema | undefined): string[] {
  if (schema?.anyOf) return schema.anyOf.flatMap(namesOf);
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? [] : [name];
}

/** `SigningKey.Request` is a signing key. */
function spelt(name: string): string {
  const [first = name] = name.split('.');
  return first.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
