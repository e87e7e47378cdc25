#include "cli/exits.h"

const struct exit_row exit_table[EXIT_ROWS] = {
    {"0", "done"},
    {"1", "findings, or an expectation not met, or not proved"},
    {"2", "usage: the command line cannot be understood"},
    {"3", "nothing to do: everything that was asked for already holds"},
    {"4", "refused: a rule forbids it, and nothing was changed"},
    {"5", "the system, git, the object store or kubectl failed"},
    {"128+n", "ended by signal n"},
};
