import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { openBooks } from './books.ts';
import type { Books } from './books.ts';
import { addFaultSwitch, faultControls } from './faults.ts';
import { createServer, describeAtRoot, listenOnLoopback, SimulatorRefusal } from './server.ts';
import type { Simulator } from './server.ts';

/** Where the registry runs and keeps its entries. */
export type RegistrySimulatorOptions = {
  /** 0 takes a free port. */
  port: number;
  /** The folder of the books, or `inMemory`. */
  home: string;
  /** How slow the fault `slow` is; default 3000. */
  slowMs?: number;
};

type Company = {
  registrationNumber: string;
  name: string;
  state: 'active' | 'dissolved';
  legalForm: string | null;
};

type CompanyRoute = { Params: { number: string } };

const registrySchema = `
  create table if not exists companies (
    registration_number text primary key,
    name text not null,
    state text not null check (state in ('active', 'dissolved')),
    legal_form text
  ) strict`;

const companySchema = z.strictObject({
  name: z.string().min(1).max(300),
  state: z.enum(['active', 'dissolved']),
  legalForm: z.string().min(1).max(100).nullish(),
});

/** Numbers with check digits that fit, for what cannot be had by entering a company. */
const sentinels = {
  '91310000000000404Y': 'not_found',
  '91310000000000410K': 'dissolved',
  '91310000000000409E': 'another_name',
  '91310000000000503H': 'down',
} as const satisfies Record<string, string>;

const description = {
  simulator: 'company registry',
  books: { 'GET /companies/{number}': 'what it says of a number' },
  controls: {
    'PUT /companies/{number} {"name","state":"active"|"dissolved","legalForm"?}':
      'enters a company: a party of that number and name is then confirmed',
    ...faultControls,
  },
  sentinels: {
    '91310000000000404Y': 'unknown (404)',
    '91310000000000410K': 'a company that was dissolved',
    '91310000000000409E': 'a company of a name that nobody has',
    '91310000000000503H': 'the registry does not answer about it (503)',
    'any other number': 'unknown, until it is entered',
  },
};

/**
 * A company registry. It knows what it was told by `PUT /companies/{number}`, and a few numbers that
 * stand for what cannot be entered; all else is not found.
 */
export async function startRegistrySimulator(
  options: RegistrySimulatorOptions,
): Promise<Simulator> {
  const books = openBooks({ home: options.home, name: 'registry', schema: registrySchema });
  const server = createServer();
  describeAtRoot(server, description);
  addFaultSwitch(server, options.slowMs)((scope) => addLookUp(scope, books));
  server.put<CompanyRoute>('/companies/:number', (request) => {
    const { legalForm = null, ...company } = companySchema.parse(request.body);
    return saveCompany(books, { registrationNumber: request.params.number, ...company, legalForm });
  });

  const url = await listenOnLoopback(server, options.port);
  return {
    url,
    async close() {
      await server.close();
      books.close();
    },
  };
}

function addLookUp(scope: FastifyInstance, books: Books): void {
  scope.get<CompanyRoute>('/companies/:number', (request) => {
    const { number } = request.params;
    const company = findCompany(books, number) ?? sentinelCompany(number);
    if (company === undefined) throw new SimulatorRefusal(404, 'company_not_found');
    return company;
  });
}

function findCompany(books: Books, registrationNumber: string): Company | undefined {
  return books.one<Company>(
    `select registration_number as registrationNumber, name, state, legal_form as legalForm
       from companies where registration_number = ?`,
    registrationNumber,
  );
}

function saveCompany(books: Books, company: Company): Company {
  books.run(
    `insert into companies (registration_number, name, state, legal_form) values (?, ?, ?, ?)
      on conflict do update set name = excluded.name, state = excluded.state,
                                legal_form = excluded.legal_form`,
    company.registrationNumber,
    company.name,
    company.state,
    company.legalForm,
  );
  return company;
}

/** Undefined for a number that is none; refuses where its registry knows nothing or is down. */
function sentinelCompany(registrationNumber: string): Company | undefined {
  if (!Object.hasOwn(sentinels, registrationNumber)) return undefined;
  const behaviour = sentinels[registrationNumber as keyof typeof sentinels];
  if (behaviour === 'not_found') throw new SimulatorRefusal(404, 'company_not_found');
  if (behaviour === 'down') throw new SimulatorRefusal(503, 'switched_down');
  const name = behaviour === 'dissolved' ? '已注销商贸有限公司' : '他人商贸有限公司';
  const state = behaviour === 'dissolved' ? 'dissolved' : 'active';
  return { registrationNumber, name, state, legalForm: '有限责任公司' };
}
