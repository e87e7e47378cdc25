/*
 * What an S3 store answers in XML: a page of a listing, and an error.
 *
 * The text comes from a server that may be anything: a document type declaration, text that is too long, or
 * an element out of its place is an error or ignored, never expanded.
 */
#ifndef STORE_S3_XML_H
#define STORE_S3_XML_H

#include "store/source.h"

/* One page of ListObjectsV2. Keys are decoded. */
struct s3_page {
    struct object *objects;
    size_t object_count, object_capacity;
    struct slice *folders; /* common prefixes */
    size_t folder_count, folder_capacity;
    bool truncated;
    struct slice token; /* of the next page */
};

/* What a server says went wrong. Empty slices where it does not. */
struct s3_fault {
    struct slice code, message, region;
};

/* Reads a page. False: it is none, or it is cut off. Everything lives in the arena. */
bool s3_page_parse(struct arena *arena, struct slice text, struct s3_page *page);

/* Reads an <Error>. False: the text is no such document (an HTML page of a proxy, nothing at all). */
bool s3_fault_parse(struct arena *arena, struct slice text, struct s3_fault *fault);

#endif
