/*
 * What the catalog of an object store knows, in brief: for answers that are about something else (status, the
 * text of a pull request). `backups` tells the whole of it.
 */
#ifndef REPORT_BACKUPS_H
#define REPORT_BACKUPS_H

#include "report/json.h"

/* A finding. */
struct backups_word {
    const char *code, *severity; /* "B003", "error" */
    struct slice generation;     /* empty: the store */
    struct slice text, next;
};

struct backups_brief {
    struct error error;       /* why nothing is known; NO_ERROR where the store was read */
    struct slice store;       /* "s3://bucket/path at https://…" */
    bool can_recover;         /* a recovery as the manifest has it, or would have it, can work */
    bool trouble;             /* there is an error or a warning among the words */
    struct slice reads;       /* the generation it would read */
    struct slice backup_id;   /* the base backup that CloudNativePG would take; empty: none */
    struct slice until;       /* up to when it could recover, RFC 3339; empty: not known */
    struct slice until_text;  /* the same for people */
    struct slice first_empty; /* the first generation that it could write; empty: not known */
    struct backups_word *words;
    size_t count;
    struct slice diagram; /* mermaid: the generations and where each came from */
};

/* The object "backups" of an answer. */
void backups_brief_put(struct json_answer *answer, json_t *object, const struct backups_brief *brief);

/* One line of it. */
struct slice backups_brief_line(struct arena *arena, const struct backups_brief *brief);

#endif
