#include "cli/one_cluster.h"
#include "cli/next.h"
#include "sys/input.h"
#include "sys/json_tree.h"
#include "sys/stream.h"
#include "sys/terminal.h"
#include <sys/stat.h>
#include <unistd.h>

static struct error find_source(const struct invocation *invocation, struct one_cluster *source)
{
    bool named = invocation->operand_count > 0;
    source->is_input = !named || strcmp(invocation->operands[0], "-") == 0;
    source->name = source->is_input ? SLICE("standard input") : slice_of(invocation->operands[0]);
    source->text = SLICE("");
    if (named || !terminal_is(STDIN_FILENO))
        return NO_ERROR;
    return error_next(error_make(invocation->arena, ERROR_USAGE,
                                 "%s needs a file, or the output of another program",
                                 invocation->command->name),
                      arena_format(invocation->arena, "kubectl kustomize FOLDER | %s %s", invocation->program,
                                   invocation->command->name));
}

/* A folder has to be rendered first. */
static struct error say_folder(const struct invocation *invocation, struct error error)
{
    struct stat found;
    if (stat(invocation->operands[0], &found) != 0 || !S_ISDIR(found.st_mode))
        return error;
    struct slice folder = shell_quote(invocation->arena, slice_of(invocation->operands[0]));
    return error_next(error, arena_format(invocation->arena, "kubectl kustomize %.*s | %s %s",
                                          SLICE_ARG(folder), invocation->program, invocation->command->name));
}

/* A file is looked at as a whole. */
static struct error look_at_file(const struct invocation *invocation, struct extract *extract,
                                 struct one_cluster *source)
{
    size_t taken;
    struct error error = input_map(invocation->arena, source->name, &source->text);
    return failed(error) ? say_folder(invocation, error) : extract_look(extract, source->text, true, &taken);
}

/* What never ends, and is no text, must end all the same. */
static struct error check_window(struct arena *arena, const struct stream *stream)
{
    if (stream->window.len <= INPUT_LIMIT)
        return NO_ERROR;
    struct error error =
        error_make(arena, ERROR_SYSTEM, "a document larger than 1 GiB, which no manifest is");
    return error_next(error, SLICE("see what the command before the pipe prints"));
}

static struct error look_at_input(struct arena *arena, struct extract *extract,
                                  const struct one_cluster *source)
{
    struct stream *stream = stream_make(arena, STDIN_FILENO, source->name);
    bool ended = false;
    struct error error = NO_ERROR;
    while (!failed(error) && !ended) {
        size_t taken = 0;
        error = stream_more(arena, stream, &ended);
        if (!failed(error))
            error = extract_look(extract, stream->window, ended, &taken);
        if (!failed(error) && !ended)
            stream_take(stream, taken);
        if (!failed(error))
            error = check_window(arena, stream);
    }
    return error;
}

static struct error read_cluster(struct arena *arena, const struct extracted *found, struct cluster *cluster)
{
    struct tree *tree;
    struct slice text = found->text;
    struct error error = found->json ? json_tree_read(arena, text, 0, text.len, &tree)
                                     : tree_read(arena, text, 0, text.len, &tree);
    if (!failed(error))
        error = tree_check(arena, tree);
    if (!failed(error))
        *cluster = cluster_read(tree);
    return error;
}

struct error one_cluster_read(const struct invocation *invocation, enum expectation expectation,
                              struct one_cluster *one)
{
    struct arena *arena = invocation->arena;
    struct extract *work = extract_begin(arena, invocation_value(invocation, OPTION_CLUSTER));
    struct error error = find_source(invocation, one);
    if (!failed(error))
        error = one->is_input ? look_at_input(arena, work, one) : look_at_file(invocation, work, one);
    if (!failed(error))
        error = extract_finish(work, &one->found);
    if (failed(error))
        return error;
    one->work = work;
    error = read_cluster(arena, one->found, &one->cluster);
    if (!failed(error))
        error = expect_method(arena, &one->cluster, expectation);
    return failed(error) ? extracted_error(work, one->found, error) : error;
}
