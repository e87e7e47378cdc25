/*
 * Bytes that travel: percent encoding for URLs, and server text made fit for a message.
 */
#ifndef STORE_ESCAPE_H
#define STORE_ESCAPE_H

#include "base/arena.h"

/* Percent encoding as Signature Version 4 wants it: all but A-Z a-z 0-9 - _ . ~ becomes %XX in capitals; a
 * slash stays where keep_slash is set (paths), else it is encoded too (query values). Any byte may be in it.
 */
struct slice percent_encode(struct arena *arena, struct slice text, bool keep_slash);

/* Undoes S3's `encoding-type=url`: %XX, and + for a blank (AWS encodes keys as forms do; a + in a key comes
 * as %2B). A % that no two hexadecimal digits follow stays as it is. */
struct slice percent_decode(struct arena *arena, struct slice text);

/* Text from elsewhere for a message: what is no printable ASCII becomes ?, and more than limit bytes are cut,
 * with "..." behind. A server or a file must not move the cursor or forge a line. */
struct slice printable(struct arena *arena, struct slice text, size_t limit);

#endif
