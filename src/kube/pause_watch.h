/*
 * Seeing that what was paused is paused, and stays so. Of use to kube/pause.c alone.
 */
#ifndef KUBE_PAUSE_WATCH_H
#define KUBE_PAUSE_WATCH_H

#include "kube/pause_record.h"

/* Reads each controller once. ERROR_FINDINGS where one is not paused any more, or gone: who may have done it,
 * and the way out. *busy names one that is still at work on what it began before, or is empty. */
struct error pause_look(struct run *run, const struct paused_list *list, struct slice *busy);

/* pause_look_above for each of them, before any is paused: who changes spec.suspend then owns it. */
struct error pause_look_ahead(struct run *run, const struct paused_list *list, bool *longer);

/* Until none is at work, and then for some seconds more; longer: for more of them. ERROR_FINDINGS as above,
 * and where one is at work for two minutes. */
struct error pause_watch(struct run *run, const struct paused_list *list, bool longer);

/* Warns of those above a controller that may take its pause away: an ApplicationSet, a parent Kustomization.
 * ERROR_FINDINGS where they are sure to: the parent owns spec.suspend. *longer: whether to watch for longer.
 */
struct error pause_look_above(struct run *run, const struct controller *controller, bool *longer);

#endif
