/* Runs one fuzzer's target on files, each in a process of its own: the inputs that once found something.
 * Prints a line for each that ends badly; the last line is `N passed, N failed`. */
#define _DEFAULT_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All bytes of a file, in memory of just that size, so that a sanitizer sees the first byte beyond it. */
static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    long end = -1;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0)
        end = ftell(file);
    uint8_t *bytes = end < 0 ? NULL : malloc((size_t)end + (end == 0));
    if (bytes == NULL || fseek(file, 0, SEEK_SET) != 0 || fread(bytes, 1, (size_t)end, file) != (size_t)end) {
        perror(path);
        exit(2);
    }
    fclose(file);
    *size = (size_t)end;
    return bytes;
}

static int run(const char *path)
{
    pid_t child = fork();
    if (child == 0) {
        size_t size;
        uint8_t *bytes = read_file(path, &size);
        alarm(20); /* work that is not linear shows */
        LLVMFuzzerTestOneInput(bytes, size);
        free(bytes);
        exit(0);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    int failures = 0;
    for (int i = 1; i < argc; i++) {
        fflush(stdout);
        int status = run(argv[i]);
        if (status != 0)
            printf("FAIL %s: ended with %d\n", argv[i], status);
        failures += status != 0;
    }
    printf("%d passed, %d failed\n", argc - 1 - failures, failures);
    return failures > 0;
}
