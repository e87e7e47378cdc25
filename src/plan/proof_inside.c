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
    if (!failed(error))
        error = documents_split(arena, made->bytes, &new);
    if (failed(error))
        return error;
    size_t index = index_at(&old, start);
    bool same = index < old.count && old.count == new.count;
    for (size_t i = 0; same && i < old.count; i++)
        same = slice_equal(document_text(made->bytes, &new, i),
                           i == index ? part->bytes : document_text(text, &old, i));
    if (!same)
        return not_proved(arena, "another document would change", SLICE(""));
    *whole = made;
    return NO_ERROR;
}

/* --- an item of a list --- */

static bool skip_item(void *context, const struct place *place)
{
    const size_t *index = context;
    return place_is(place, "items", "*", (const char *)NULL) && place->index == *index;
}

/* Of a list that has those before it. */
static const struct node *item_at(const struct node *root, size_t index)
{
    const struct node *item = sequence_first(mapping_get(root, "items"));
    for (; index > 0; index--)
        item = item->next;
    return item;
}

struct error prove_in_list(struct arena *arena, const struct tree *list, const struct node *item,
                           size_t start, const struct proved *part, const struct proved **whole)
{
    const struct proved *made = put_back(arena, list->text, start, part);
    struct tree *after, *alone;
    size_t index = 0;
    for (const struct node *before = item->parent->first; before != item; before = before->next)
        index++;
    struct error error = tree_read(arena, made->bytes, 0, made->bytes.len, &after);
    if (!failed(error))
        error = tree_check(arena, after);
    if (!failed(error))
        error = tree_read(arena, part->bytes, 0, part->bytes.len, &alone);
    if (failed(error))
        return error;
    struct difference d = tree_difference(arena, list->root, after->root, skip_item, &index);
    if (!d.found)
        d = tree_difference(arena, alone->root, item_at(after->root, index), NULL, NULL);
    if (d.found)
        return not_proved(arena, "another item would change", d.path);
    *whole = made;
    return NO_ERROR;
}
