import { createHash } from 'node:crypto';

/** As `POST /v1/parties/{id}/qualifications` takes it. */
export type QualificationBody = {
  kind: string;
  number: string;
  issuer: string;
  validFrom: string;
  validTo: string | null;
  evidenceDigest: string;
};

type Applicant = { role: string; registrationNumber: string };

const unifiedCode = /^[0-9A-HJ-NPQRTUWXY]{18}$/;
/** What a role is permitted by, besides being a company. */
const permits: Readonly<Record<string, { kind: string; series: string; issuer: string }>> = {
  courier: { kind: 'courier_licence', series: '国邮', issuer: '国家邮政局' },
  payment_provider: { kind: 'payment_licence', series: 'Z', issuer: '中国人民银行' },
};
const permitYears = 5;

/**
 * What an invented party shows of itself to be let in (S0 5.4, 6.4.1): a licence without an end, or
 * the three certificates where it has no 18-character code, and the permit of its trade for five
 * years. All began with the year before, so that nothing runs out soon.
 */
export function demoQualifications(applicant: Applicant, now: string): QualificationBody[] {
  const { role, registrationNumber } = applicant;
  const year = Number(now.slice(0, 4)) - 1;
  const lasting = (kind: string, number: string, issuer: string) =>
    withEvidence({ kind, number, issuer, validFrom: `${year}-01-01`, validTo: null });
  const permit = permits[role];
  return [
    lasting('business_licence', registrationNumber, '市场监督管理局'),
    ...(permit === undefined && !unifiedCode.test(registrationNumber)
      ? [
          lasting('tax_registration', registrationNumber, '税务局'),
          lasting('organisation_code', registrationNumber, '质量技术监督局'),
        ]
      : []),
    ...(permit === undefined
      ? []
      : [
          withEvidence({
            kind: permit.kind,
            number: `${permit.series}${year}-${registrationNumber}`,
            issuer: permit.issuer,
            validFrom: `${year}-01-01`,
            validTo: `${year + permitYears - 1}-12-31`,
          }),
        ]),
  ];
}

/** An invented party has no scan: what stands in its certificate is all the evidence there is. */
function withEvidence(certificate: Omit<QualificationBody, 'evidenceDigest'>): QualificationBody {
  const hash = createHash('sha256').update(JSON.stringify(certificate)).digest('hex');
  return { ...certificate, evidenceDigest: `sha256:${hash}` };
}
