/* Raw contact edges in, debounced edges out, for the supervisor and the application alike: a key is where its contact has rested for 20 ms
 * (switch makers specify 5 ms of bounce at most, docs/plant.md). */
#ifndef DERS_SUPERVISOR_KEYS_H
#define DERS_SUPERVISOR_KEYS_H

#include <stdbool.h>
#include <stdint.h>

/* Keys as in KeyCode of hal/hal.ts, and ms for which a contact has to rest. */
enum { DERS_KEYS = 22, DERS_KEY_SETTLE = 20 };

struct ders_contact {
  uint64_t since;
  bool closed;
  bool pressed;
};

struct ders_keys {
  struct ders_contact contacts[DERS_KEYS];
  /* Told of each debounced edge with the time at which it was certain. */
  void (*tell)(void *context, uint32_t key, bool pressed, uint64_t at);
  void *context;
};

/* All contacts open. `tell` must be there. */
void ders_keys_begin(struct ders_keys *keys, void (*tell)(void *context, uint32_t key, bool pressed, uint64_t at),
                     void *context);

/* A contact that is closed already when the pump is switched on: nothing is told of it until it opens. */
void ders_keys_hold(struct ders_keys *keys, uint32_t key);

/* A contact opened or closed; edges come in the order of their time. Keys that are not there are ignored. */
void ders_keys_edge(struct ders_keys *keys, uint32_t key, bool closed, uint64_t at);

/* Tells what is certain by `now`, in the order of time and of keys. */
void ders_keys_tick(struct ders_keys *keys, uint64_t now);

#endif
