import type { FastifyInstance } from 'fastify';

/** Which methods an address knows, for whoever has used another. */
export type KnownAddresses = (url: string) => string[];

/** Listens to the routes as they are added. */
export function knownAddresses(app: FastifyInstance): KnownAddresses {
  const routes: { method: string; pattern: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    // A plugin's catch-all knows every address, which tells nobody anything.
    if (url.includes('*')) return;
    const escaped = url.replaceAll('.', String.raw`\.`).replaceAll(/:\w+/g, '[^/]+');
    const pattern = new RegExp(`^${escaped}$`);
    for (const one of [method].flat()) routes.push({ method: one, pattern });
  });
  return (url) => {
    const path = url.split('?', 1)[0] ?? url;
    const found = routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.map(({ method }) => method))];
  };
}
