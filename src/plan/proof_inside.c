#include "plan/proof_inside.h"
#include "plan/proof_parts.h"
#include "yaml/documents.h"

/* The part's edits, made in the whole text. */
static struct proved *put_back(struct arena *arena, struct slice text, size_t start,
                               const struct proved *part)
{
    struct proved *whole = arena_alloc(arena, sizeof *whole);
    *whole = (struct proved){.before = text};
    for (size_t i = 0; i < part->edits.count; i++) {
        const struct edit *edit = &part->edits.items[i];
        edits_add(arena, &whole->edits, start + edit->start, start + edit->end, edit->text);
    }
    edits_sort(&whole->edits); /* they were sorted, and still are */
    whole->bytes = edits_apply(arena, text, &whole->edits);
    return whole;
}

/* --- a document of a stream --- */

/* The document that begins at that byte; the one past the last where there is none. */
static size_t index_at(const struct documents *documents, size_t start)
{
    size_t i = 0;
    while (i < documents->count && documents->items[i].start != start)
        i++;
    return i;
}

static struct slice document_text(struct slice text, const struct documents *documents, size_t index)
{
    return slice_cut(text, documents->items[index].start, documents->items[index].end);
}

struct error prove_in_stream(struct arena *arena, struct slice text, size_t start, const struct proved *part,
                             const struct proved **whole)
{
    const struct proved *made = put_back(arena, text, start, part);
    struct documents old, new;
    struct error error = documents_split(arena, text, &old);
    if (!failed(error)) /* GCOVR_EXCL_BR_LINE */
        error = documents_split(arena, made->bytes, &new);
    if (failed(error)) /* GCOVR_EXCL_BR_LINE */
        return error;  /* GCOVR_EXCL_LINE: both were split before, whole or in parts */
    size_t index = index_at(&old, start);
    bool same = index < old.count && old.count == new.count;
    for (size_t i = 0; same && i < old.count; i++)
        same = slice_equal(document_text(made->bytes, &new, i),
                           i == index ? part->bytes : document_text(text, &old, i));
    if (!same)                                                                /* GCOVR_EXCL_BR_LINE */
        return not_proved(arena, "another document would change", SLICE("")); /* GCOVR_EXCL_LINE */
    *whole = made;
    return NO_ERROR;
}

/* --- an item of a list --- */

struct in_list {
    size_t index;             /* of the item */
    const struct node *after; /* the item as it is in the result */
};

static bool skip_item(void *context, const struct place *place)
{
    struct in_list *in = context;
    if (!place_is(place, "items", "*", (const char *)NULL))
        return false;
    return place->index == in->index;
}

static const struct node *item_at(const struct node *root, size_t index)
{
    const struct node *item = sequence_first(mapping_get(root, "items"));
    for (size_t i = 0; item != NULL && i < index; i++)
        item = item->next;
    return item;
}

struct error prove_in_list(struct arena *arena, const struct tree *list, const struct node *item,
                           size_t start, const struct proved *part, const struct proved **whole)
{
    const struct proved *made = put_back(arena, list->text, start, part);
    struct tree *after, *alone;
    struct in_list in = {0};
    for (const struct node *before = item->parent->first; before != item; before = before->next)
        in.index++;
    struct error error = tree_read(arena, made->bytes, 0, made->bytes.len, &after);
    if (!failed(error)) /* GCOVR_EXCL_BR_LINE */
        error = tree_check(arena, after);
    if (!failed(error)) /* GCOVR_EXCL_BR_LINE */
        error = tree_read(arena, part->bytes, 0, part->bytes.len, &alone);
    if (failed(error)) /* GCOVR_EXCL_BR_LINE */
        return error;  /* GCOVR_EXCL_LINE: the list was read before, and the part is proved */
    struct difference d = tree_difference(arena, list->root, after->root, skip_item, &in);
    size_t count = node_count(node_resolve(mapping_get(after->root, "items")));
    if (!d.found && node_count(item->parent) == count) /* GCOVR_EXCL_BR_LINE */
        d = tree_difference(arena, alone->root, item_at(after->root, in.index), NULL, NULL);
    else if (!d.found)                                                  /* GCOVR_EXCL_LINE */
        d = (struct difference){.found = true, .path = SLICE("items")}; /* GCOVR_EXCL_LINE */
    if (d.found)                                                        /* GCOVR_EXCL_BR_LINE */
        return not_proved(arena, "another item would change", d.path);  /* GCOVR_EXCL_LINE */
    *whole = made;
    return NO_ERROR;
}
