#include "supervisor_keys.h"

void ders_keys_begin(struct ders_keys *keys, void (*tell)(void *context, uint32_t key, bool pressed, uint64_t at),
                     void *context) {
  static const struct ders_contact open;
  uint32_t key;

  for (key = 0U; key < (uint32_t)DERS_KEYS; key++) keys->contacts[key] = open;
  keys->tell = tell;
  keys->context = context;
}

void ders_keys_hold(struct ders_keys *keys, uint32_t key) {
  if (key >= (uint32_t)DERS_KEYS) return;
  keys->contacts[key].closed = true;
  keys->contacts[key].pressed = true;
}

void ders_keys_edge(struct ders_keys *keys, uint32_t key, bool closed, uint64_t at) {
  ders_keys_tick(keys, at);
  if (key >= (uint32_t)DERS_KEYS) return;
  if (keys->contacts[key].closed != closed) {
    keys->contacts[key].closed = closed;
    keys->contacts[key].since = at;
  }
}

/* The contact that was certain first, or DERS_KEYS where none is. */
static uint32_t next_certain(const struct ders_keys *keys, uint64_t now) {
  uint32_t found = (uint32_t)DERS_KEYS;
  uint32_t key;

  for (key = 0U; key < (uint32_t)DERS_KEYS; key++) {
    const struct ders_contact *contact = &keys->contacts[key];
    const bool certain = (contact->closed != contact->pressed) && (contact->since + (uint64_t)DERS_KEY_SETTLE <= now);

    if (certain && ((found == (uint32_t)DERS_KEYS) || (contact->since < keys->contacts[found].since))) found = key;
  }
  return found;
}

void ders_keys_tick(struct ders_keys *keys, uint64_t now) {
  uint32_t key = next_certain(keys, now);

  /* Each round makes one contact certain, so there are as many as keys at most. */
  while (key < (uint32_t)DERS_KEYS) {
    struct ders_contact *contact = &keys->contacts[key];

    contact->pressed = contact->closed;
    keys->tell(keys->context, key, contact->pressed, contact->since + (uint64_t)DERS_KEY_SETTLE);
    key = next_certain(keys, now);
  }
}
