// The 5 × 5 risk scale of the guidance to DCB0129 and DCB0160, as NHS England's UK Core hazard log prints it
// (github.com/NHSDigital/IOPS-FHIR-Simplifier-Backup, HL7FHIRUKCoreR4, UK-Core-Hazard-Log, "Risk Matrix").

export const SEVERITIES = ['minor', 'significant', 'considerable', 'major', 'catastrophic'] as const;
export const LIKELIHOODS = ['very low', 'low', 'medium', 'high', 'very high'] as const;

export type Severity = (typeof SEVERITIES)[number];
export type Likelihood = (typeof LIKELIHOODS)[number];

export interface Risk {
  severity: Severity;
  likelihood: Likelihood;
}

// A row a likelihood, a column a severity, both in the order above.
const RATINGS = [
  [1, 1, 2, 2, 3],
  [1, 2, 2, 3, 4],
  [2, 2, 3, 3, 4],
  [2, 3, 3, 4, 5],
  [3, 4, 4, 5, 5],
];

export const RATING_WORDS = [
  '',
  'acceptable, no further action',
  'acceptable where reducing it further costs more than it gains',
  'undesirable: only where reducing it further is impractical',
  'must be eliminated or controlled',
  'unacceptable',
];

/** 1 (acceptable) to 5 (unacceptable); throws a RangeError for words that are not of the scale. */
export function ratingOf(risk: Risk): number {
  const rating = RATINGS[LIKELIHOODS.indexOf(risk.likelihood)]?.[SEVERITIES.indexOf(risk.severity)];
  if (rating === undefined) {
    throw new RangeError(
      `no risk of the scale: severity "${risk.severity}" (${SEVERITIES.join(', ')}), likelihood "${risk.likelihood}" (${LIKELIHOODS.join(', ')})`,
    );
  }
  return rating;
}
