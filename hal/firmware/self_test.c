#include "self_test.h"

#include <string.h>

#include "crypto.h"

/* RFC 8032 section 7.1, test 2. */
static const uint8_t KEY[32] = {0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89, 0x5a, 0x92, 0xb7, 0x0a, 0xa7, 0x4d, 0x1b, 0x7e, 0xbc,
                                0x9c, 0x98, 0x2c, 0xcf, 0x2e, 0xc4, 0x96, 0x8c, 0xc0, 0xcd, 0x55, 0xf1, 0x2a, 0xf4, 0x66, 0x0c};
static const uint8_t SIGNATURE[64] = {0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82, 0x0b, 0x5f, 0x64, 0x25, 0x40,
                                      0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50, 0x3f, 0x8f, 0xb3, 0x76, 0x22, 0x23, 0xeb, 0xdb, 0x69, 0xda,
                                      0x08, 0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13, 0xd0, 0xf1, 0x1d, 0x8c,
                                      0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a, 0xee, 0xb0, 0x0d, 0x29, 0x16, 0x12, 0xbb, 0x0c, 0x00};
static const uint8_t MESSAGE[1] = {0x72};

/* FIPS 180-4: SHA-256 of "abc". */
static const uint8_t ABC[32] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
                                0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};

static int failing_read(void *context, uint32_t offset, void *buffer, uint32_t length) {
  (void)context;
  (void)offset;
  (void)buffer;
  (void)length;
  return -1;
}

static const char *signatures(void) {
  uint8_t bad[64];

  if (ders_ed25519_verify(KEY, MESSAGE, 1, SIGNATURE) != 0) return "Ed25519: a good signature";
  memcpy(bad, SIGNATURE, 64);
  bad[33] ^= 1;
  if (ders_ed25519_verify(KEY, MESSAGE, 1, bad) == 0) return "Ed25519: a signature with one bit changed";
  if (ders_ed25519_verify(KEY, MESSAGE, 0, SIGNATURE) == 0) return "Ed25519: another message";
  memset(bad, 0, sizeof bad);
  if (ders_ed25519_verify(bad, MESSAGE, 1, bad) == 0) return "Ed25519: a key of small order";
  return NULL;
}

static const char *digests(void) {
  struct ders_storage storage = {(const uint8_t *)"123456789", 9, NULL, NULL}, broken = {NULL, 9, failing_read, NULL};
  uint8_t digest[32];

  ders_sha256((const uint8_t *)"abc", 3, digest);
  if (memcmp(digest, ABC, 32) != 0) return "SHA-256";
  if (ders_sha256_storage(&storage, 1, 9, digest) == 0) return "SHA-256 over the end";
  if (ders_sha256_storage(&broken, 0, 9, digest) == 0) return "SHA-256 of what cannot be read";
  if (memcmp(digest, ABC, 32) != 0) return "SHA-256: a failure left a digest";
  /* The check value of CRC-32/ISO-HDLC. */
  if (ders_storage_crc32(&storage, 0, 9, 0) != 0xcbf43926) return "CRC-32";
  if (ders_storage_crc32(&storage, 1, 9, 0) != -1) return "CRC-32 over the end";
  if (ders_storage_crc32(&broken, 0, 9, 0) != -1) return "CRC-32 of what cannot be read";
  if (ders_storage_word(&storage, 5) != 0x36373839 || ders_storage_word(&storage, 6) != -1) return "storage";
  return NULL;
}

/* Doubles hold whole numbers below 2^53 exactly, and no number is not compared as one. */
static const char *arithmetic(void) {
  volatile double large = 9007199254740991.0, one = 1.0, none = 0.0;

  if (large - one != 9007199254740990.0 || large / 7.0 != 1286742750677284.5) return "arithmetic of doubles";
  none /= none;
  if (none >= 0.0 || none < 0.0 || none == none) return "comparison with no number";
  return NULL;
}

const char *ders_self_test(void) {
  const char *fault = signatures();

  if (fault == NULL) fault = digests();
  if (fault == NULL) fault = arithmetic();
  return fault;
}
