#include "crypto.h"

#include <crypto_hash_sha256.h>
#include <crypto_sign_ed25519.h>

int ders_ed25519_verify(const uint8_t key[32], const uint8_t *message, uint32_t length, const uint8_t signature[64]) {
  return crypto_sign_ed25519_verify_detached(signature, message, length, key);
}

void ders_sha256(const uint8_t *bytes, uint32_t length, uint8_t digest[32]) {
  crypto_hash_sha256_state state;

  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, bytes, length);
  crypto_hash_sha256_final(&state, digest);
}

int ders_sha256_storage(const struct ders_storage *storage, uint32_t offset, uint32_t length, uint8_t digest[32]) {
  crypto_hash_sha256_state state;
  uint8_t part[256];
  uint32_t some;

  if (offset > storage->size || length > storage->size - offset) return -1;
  crypto_hash_sha256_init(&state);
  if (storage->bytes != NULL) crypto_hash_sha256_update(&state, storage->bytes + offset, length);
  else {
    for (; length > 0; offset += some, length -= some) {
      some = length < sizeof part ? length : sizeof part;
      if (storage->read(storage->context, offset, part, some) != 0) return -1;
      crypto_hash_sha256_update(&state, part, some);
    }
  }
  crypto_hash_sha256_final(&state, digest);
  return 0;
}
