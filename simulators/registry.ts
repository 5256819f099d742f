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

/**
 * The shape of a unified social credit code of a business (first digit 9); its check digit is not
 * asked for.
 */
const businessCode = /^9[0-9A-HJ-NPQRTUWXY]{17}$/;

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
    'any other 9… of 18 characters':
      'an active company by the name of 示例商贸 and the last six characters of its number',
    'all else': 'unknown',
  },
};

/**
 * A company registry. It knows what it was told by `PUT /companies/{number}`; any other number that
 * looks like a business's unified social credit code it makes up as an active company, always the
 * same for one number, so that development needs no set-up. All else is not found.
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
    const company =
      findCompany(books, number) ?? sentinelCompany(number) ?? inventedCompany(number);
    if (company === null) throw new SimulatorRefusal(404, 'company_not_found');
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

/** The second digit of the code tells the kind of business. */
function inventedCompany(registrationNumber: string): Company | null {
  if (!businessCode.test(registrationNumber)) return null;
  const kinds: Record<string, string> = {
    '1': '有限责任公司',
    '2': '个体工商户',
    '3': '农民专业合作社',
  };
  const legalForm = kinds[registrationNumber.charAt(1)] ?? '其他';
  const name = `示例商贸${registrationNumber.slice(-6)}`;
  return { registrationNumber, name, state: 'active', legalForm };
}
