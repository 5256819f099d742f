import { z } from 'zod';

/** The published contract, against which every answer that a test gets is held. */

interface Answered {
  method: string;
  /** With its query. */
  path: string;
  status: number;
  contentType: string | null;
  body: unknown;
}

type JsonSchema = Record<string, unknown>;
type Content = Record<string, { schema: JsonSchema }>;
interface Operation {
  responses: Record<string, { content?: Content }>;
}
export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
}

const documents = new Map<string, Promise<OpenApiDocument>>();
const validators = new Map<string, z.ZodType>();

/** What the instance publishes of itself, read once. */
export async function openApiOf(apiUrl: string): Promise<OpenApiDocument> {
  const known = documents.get(apiUrl);
  if (known) return known;
  const reading = fetch(`${apiUrl}/openapi.json`).then(
    (answer) => answer.json() as Promise<OpenApiDocument>,
  );
  documents.set(apiUrl, reading);
  return reading;
}

/** Throws unless route, status, media type and body of an answer are as the instance publishes. */
export async function demandDocumented(apiUrl: string, answered: Answered): Promise<void> {
  const document = await openApiOf(apiUrl);
  const { method, status, contentType, body } = answered;
  const path = answered.path.split('?', 1)[0] ?? '';
  const template = templateOf(document, path, method);
  // What there is not is no part of the contract, as long as it says so.
  if (template === undefined && status === 404) return;
  const name = `${method} ${template ?? path} ${status}`;
  const response = document.paths[template ?? '']?.[method.toLowerCase()]?.responses[status];
  if (response === undefined) throw undocumented(name, 'the status', body);
  const mediaType = contentType?.split(';', 1)[0] ?? '';
  const schema = response.content?.[mediaType]?.schema;
  if (schema === undefined) throw undocumented(name, `the media type ${mediaType}`, body);
  const validator = validators.get(name) ?? z.fromJSONSchema(withDefinitions(document, schema));
  validators.set(name, validator);
  const { error } = validator.safeParse(body);
  if (error) throw undocumented(name, z.prettifyError(error), body);
  if (mediaType === 'application/problem+json') demandKnownMembers(document, name, body);
}

/** What a problem tells besides its code is published too, member by member. */
function demandKnownMembers(document: OpenApiDocument, name: string, body: unknown): void {
  const known = Object.keys(document.components.schemas['Problem']?.['properties'] ?? {});
  const unknown = Object.keys(body as object).filter((member) => !known.includes(member));
  if (unknown.length > 0) throw undocumented(name, `the members ${unknown.join(', ')}`, body);
}

function undocumented(name: string, what: string, body: unknown): Error {
  return new Error(`not as documented: ${name}: ${what}\n${JSON.stringify(body)?.slice(0, 2_000)}`);
}

function templateOf(document: OpenApiDocument, path: string, method: string): string | undefined {
  return Object.keys(document.paths).find((template) => {
    const pattern = template.replaceAll('.', String.raw`\.`).replaceAll(/\{[^}]+\}/g, '[^/]+');
    const isOfPath = new RegExp(`^${pattern}$`).test(path);
    return isOfPath && document.paths[template]?.[method.toLowerCase()] !== undefined;
  });
}

/** A schema that stands by itself, its references turned to definitions of its own. */
function withDefinitions(document: OpenApiDocument, schema: JsonSchema): JsonSchema {
  const whole = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')) as JsonSchema;
}
