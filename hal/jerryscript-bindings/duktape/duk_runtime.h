/* duk_runtime.h: Duktape's own context, for js-compile. */
#ifndef DERS_DUK_RUNTIME_H
#define DERS_DUK_RUNTIME_H

#include <duktape.h>

#include "../js_runtime.h"

duk_context *ders_duk_context(struct js_runtime *runtime);

#endif
