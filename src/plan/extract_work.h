/*
 * What the parts of plan/extract.h share; for nobody else.
 */
#ifndef PLAN_EXTRACT_WORK_H
#define PLAN_EXTRACT_WORK_H

#include "plan/extract.h"
#include "yaml/outline.h"
#include "yaml/splitter.h"

/* How many resources a message lists, and how much of the input is kept to say what there is. */
enum { LISTED = 12, SAMPLE = 16 * 1024 };

/* A resource that a message may have to name. */
struct seen {
    struct resource resource;
    struct extract_place place;
};

struct seen_list {
    struct seen items[LISTED];
    size_t count; /* of all, those that are not kept included */
};

struct extract {
    struct arena *arena;
    struct arena scratch; /* of the document that is looked at */
    struct slice wanted;  /* "[NAMESPACE/]NAME" or empty */
    struct splitter splitter;
    struct slice window;
    bool begun, taken; /* a window was looked at; something was taken off it */
    bool whole;        /* the window is the whole input: lines are counted when somebody asks for one */
    struct extract_place counted; /* else: line feeds before that byte of the window */
    struct extract_place here;    /* of the document that is looked at */
    struct extract_place inside;  /* line feeds before that byte of the document */
    struct seen_list clusters;
    struct seen_list others; /* of the same API group */
    size_t hits;             /* Clusters that are meant */
    struct extracted found;  /* the first of them */
    struct slice sample;     /* the first bytes of the input */
};

/* CNPG's API group, which every Cluster names, and the word. */
#define EXTRACT_GROUP SLICE("postgresql.cnpg.io")
#define EXTRACT_KIND SLICE("Cluster")

/* True where the text can be, or hold, a Cluster. */
bool extract_can_be(struct slice text);

/* --- extract_seen.c --- */

/* Notes a resource. True where it is the first Cluster that is meant: the one to be copied. place is counted
 * from the document that is looked at. */
bool extract_see(struct extract *extract, const struct resource *resource, size_t line);

/* Keeps a copy as what was found; the place is counted as in extract_see. */
void extract_keep(struct extract *extract, struct slice text, struct extracted found);

/* There is no Cluster, there are several, or none is meant. */
struct error extract_which(const struct extract *extract);

/* --- extract_document.c --- */

/* One document: YAML, or JSON values that follow one another. here is its place. */
struct error extract_document(struct extract *extract, struct slice document, size_t body);

/* --- extract_json.c --- */

/* Looks at the JSON object that stands in text from start up to end: a Cluster, or a List. */
void extract_json(struct extract *extract, struct slice text, size_t start, size_t end);

#endif
