/**
 * Reason codes: one number for everything that can be wrong, grouped by layer. 0 means "nothing wrong" and is
 * never a result by default: results start as a refusal. Texts and IHE codes stand in `reason-text.ts`.
 */
export const enum Reason {
  NONE = 0,

  // 1xx: what was typed
  EMPTY = 101,
  NOT_A_DECIMAL = 102,
  TWO_POINTS = 103,
  TOO_MANY_DIGITS = 104,
  SIGNED = 105,
  NOT_TEXT = 106,
  ZERO = 107,
  UNKNOWN_UNIT = 108,
  MISSING = 109,
  OVERDETERMINED = 110,
  UNKNOWN_PROGRAM_TYPE = 111,
  DOSE_AND_VOLUME_DISAGREE = 112,
  UNKNOWN_FIELD = 113,

  // 2xx: what was typed does not fit the entry
  KIND_MISMATCH = 201,
  UNIT_NOT_IN_LIBRARY = 202,
  NOT_IN_LIBRARY = 203,
  NOT_ALLOWED_BY_ENTRY = 204,
  NOT_ENTERED_THIS_WAY = 205,
  WEIGHT_MISSING = 206,
  BSA_MISSING = 207,
  CONCENTRATION_MISSING = 208,
  CONCENTRATION_NOT_IN_LIBRARY = 209,

  // 3xx: a limit is crossed
  BELOW_LOWER_HARD = 301,
  BELOW_LOWER_SOFT = 302,
  ABOVE_UPPER_SOFT = 303,
  ABOVE_UPPER_HARD = 304,

  // 4xx: the pump cannot deliver it
  RATE_ROUNDS_TO_ZERO = 401,
  RATE_ROUNDED_BEYOND_TOLERANCE = 402,
  RATE_BETWEEN_STEPS = 403,

  // 5xx: the check cannot judge
  CANNOT_JUDGE = 501,
  LIMITS_MISSING = 502,

  // 60x: the bytes are not deterministic CBOR (RFC 8949 section 4.2.1) of the kinds a library uses
  CBOR_TRUNCATED = 601,
  CBOR_NOT_SHORTEST = 602,
  CBOR_INDEFINITE = 603,
  CBOR_TOO_DEEP = 604,
  CBOR_KEY_ORDER = 605,
  CBOR_DUPLICATE_KEY = 606,
  CBOR_RESERVED = 607,
  CBOR_TRAILING = 608,
  CBOR_UNSUPPORTED = 609,
  CBOR_RANGE = 610,
  CBOR_TEXT = 611,

  // 62x: the CBOR is not a compiled drug library
  LIBRARY_UNREADABLE = 621,
  LIBRARY_FORMAT = 622,
  LIBRARY_TYPE = 623,
  LIBRARY_CRC = 624,
  LIBRARY_BOUNDS = 625,
  LIBRARY_INDEX_ORDER = 626,
  LIBRARY_LIMIT_ORDER = 627,
  LIBRARY_UNIT = 628,
  LIBRARY_KEY = 629,
  NOT_FOUND = 630,

  // 64x: the bytes are not a file signed in the agreed form (docs/formats/signed-library.cddl)
  NOT_VERIFIED = 641,
  ENVELOPE_FORMAT = 642,
  HEADER_LABEL = 643,
  HEADER_CRITICAL = 644,
  HEADER_ALGORITHM = 645,
  HEADER_UNPROTECTED = 646,
  SIGNATURE_COUNT = 647,
  MANIFEST = 648,

  // 65x: whoever signed it is not trusted with it
  TRUST_LIST = 651,
  KEY_UNKNOWN = 652,
  KEY_ROLE = 653,
  KEY_REVOKED = 654,
  KEY_DEMONSTRATION = 655,
  KEY_VALIDITY = 656,
  SAME_PERSON = 657,
  SIGNATURE = 658,

  // 66x: the signatures are good, but this pump may not use the file, or says something about it
  ORGANISATION = 661,
  SEQUENCE_LOWER = 662,
  SEQUENCE_REUSED = 663,
  LENGTH = 664,
  DIGEST = 665,
  MANIFEST_HEAD = 666,
  NOT_YET_EFFECTIVE = 667,
  PAST_REVIEW = 668,

  // 68x: the pump's own flash, and what its service link is asked for
  FLASH_REGION = 681,
  FLASH_FAILED = 682,
  SLOTS_HELD = 683,
  INFUSING = 684,
  MESSAGE = 685,
  TRANSFER = 686,
  TOO_LARGE = 687,
  CLOCK = 688,
  IN_PROGRESS = 689,
}
