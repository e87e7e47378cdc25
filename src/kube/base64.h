/*
 * Base64 (RFC 4648, section 4), as the API server writes the data of a Secret.
 */
#ifndef KUBE_BASE64_H
#define KUBE_BASE64_H

#include "base/arena.h"

/* Decodes it; a line end behind it does not count. False where it is none: another letter, a length that is
 * no multiple of four, = elsewhere than at the end. The bytes live in the arena, with a NUL behind them. */
bool base64_decode(struct arena *arena, struct slice text, struct slice *bytes);

#endif
