/*
 * What must never be printed: keys, session tokens.
 *
 * A secret can be held, compared with nothing and handed to libcurl; there is no other way to its bytes than
 * secret_reveal, so that a reader finds every use with one search. It is wiped when its arena is freed.
 * libcurl keeps a copy of its own for as long as a connection lives, which nobody can wipe: therefore
 * secrets_protect.
 */
#ifndef STORE_SECRET_H
#define STORE_SECRET_H

#include "base/error.h"

struct secret {
    struct secret_bytes *bytes; /* NULL: there is none */
};

/* Takes a copy of the bytes. They live in memory of their own, which arena_free wipes before it gives it
 * back. Fails only by running out of memory. The caller wipes its own copy. */
struct secret secret_copy(struct arena *arena, struct slice bytes);

/* The whole file, as one secret. *found is false where there is no such file. ERROR_SYSTEM where it cannot be
 * read, or is larger than 1 MiB. */
struct error secret_read_file(struct arena *arena, struct slice path, struct secret *secret, bool *found);

/* True where there is none, or an empty one. */
bool secret_is_empty(struct secret secret);

/* The bytes, terminated by a NUL; "" where there is none. For libcurl only; never for a message, a log or an
 * argument. */
const char *secret_reveal(struct secret secret);

/* From here on this process leaves no core file and cannot be traced by others of the same user. To be called
 * before the first secret is read. What the system denies is left as it is: it is no reason to stop a
 * recovery. */
void secrets_protect(void);

#endif
