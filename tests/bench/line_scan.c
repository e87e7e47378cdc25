/*
 * What extract is measured against: maps a file and looks for the end of each line, and does nothing else.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    struct stat about;
    int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    if (fd < 0 || fstat(fd, &about) != 0)
        return 1;
    size_t left = (size_t)about.st_size, lines = 0;
    const char *at = mmap(NULL, left, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return 1;
    posix_madvise((void *)at, left, POSIX_MADV_SEQUENTIAL);
    for (const char *end; (end = memchr(at, '\n', left)) != NULL; at = end + 1, lines++)
        left -= (size_t)(end + 1 - at);
    return printf("%zu\n", lines) < 0;
}
