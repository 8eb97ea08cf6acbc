/* bundle.h: dist/engine.js and door.ts as one text, or the byte code made of it (js_code.h), which the build links in. For js_load, before js_install. */
#ifndef DERS_BUNDLE_H
#define DERS_BUNDLE_H

#include <stddef.h>

extern const char ders_bundle[];
extern const char ders_bundle_end[];

static inline size_t ders_bundle_length(void) { return (size_t)(ders_bundle_end - ders_bundle); }

#endif
