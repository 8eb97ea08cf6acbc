/* crypto.h: Ed25519 and SHA-256 by libsodium's own C files. */
#ifndef DERS_CRYPTO_H
#define DERS_CRYPTO_H

#include <stdint.h>

#include "../jerryscript-bindings/storage.h"

/* 0 where the signature over the message was made with the private key of `key` (pure Ed25519, RFC 8032; keys and R of small order, and
 * encodings that are not canonical, are refused); else other than 0. Stack: 3 KB. About two million instructions. */
int ders_ed25519_verify(const uint8_t key[32], const uint8_t *message, uint32_t length, const uint8_t signature[64]);

/* SHA-256 of memory. Stack: 0.8 KB. */
void ders_sha256(const uint8_t *bytes, uint32_t length, uint8_t digest[32]);

/* SHA-256 of a range of the storage; 0, or -1 with `digest` untouched where any of it lies outside or cannot be read. Stack: 1.1 KB. */
int ders_sha256_storage(const struct ders_storage *storage, uint32_t offset, uint32_t length, uint8_t digest[32]);

#endif
