/*
 * What a run has paused, as the JSON of its record. Of use to kube/pause*.c and finish alone.
 */
#ifndef KUBE_PAUSE_RECORD_H
#define KUBE_PAUSE_RECORD_H

#include "kube/controller.h"

/* One controller, and what stood where the pause is now. */
struct paused {
    enum controller_kind kind;
    struct slice namespace, name, uid;
    bool was_there;      /* the annotation, or spec.suspend, was there before */
    struct slice before; /* its value then: the annotation's text; "true" or "false" of spec.suspend */
};

struct paused_list {
    struct paused *items;
    size_t count;
};

/* The record's text, and back. Reading an empty one gives none; ERROR_SYSTEM where the text is no such JSON.
 */
struct slice pause_write(struct arena *arena, const struct paused_list *list);
struct error pause_read(struct arena *arena, struct slice text, struct paused_list *list);

/* What stands on a controller now. */
struct paused paused_state(enum controller_kind kind, const struct node *object);

/* The same of one that was paused, read anew. *object is NULL, and the state all zero, where it is gone.
 * ERROR_SYSTEM where it cannot be read. */
struct error paused_now(struct run *run, const struct paused *paused, struct tree **object,
                        struct paused *now);

/* True where that is a pause. */
bool paused_is_on(const struct paused *state);

/* The merge patch that pauses, or that puts back what stood there before; it counts for that uid only.
 * refresh: kube/pause.h. */
struct slice pause_patch(struct arena *arena, const struct paused *paused);
struct slice pause_undo_patch(struct arena *arena, const struct paused *paused, bool refresh);

#endif
