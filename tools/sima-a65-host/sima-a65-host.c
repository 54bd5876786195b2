/* Runs the shared object of a Cortex-A65 stage once.

   sima-a65-host SEGMENT.so INPUT... : OUTPUT=BYTES...

   Inputs and outputs are files of raw bytes. Exit code 0; 1 with one line on
   standard error; what else is the shared object's doing. For: sima-run, which
   starts it by qemu-aarch64 where the host is another machine. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int32_t (*entry_point)(const void *const *inputs, void *const *outputs);

static int fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  return 1;
}

/* Room for `bytes`, aligned as the entry point wants it. */
static void *buffer(size_t bytes) {
  const size_t alignment = 64;
  return aligned_alloc(alignment, (bytes + alignment) / alignment * alignment);
}

static void *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END))
    return NULL;
  long size = ftell(file);
  rewind(file);
  void *data = size < 0 ? NULL : buffer((size_t)size);
  if (data && fread(data, 1, (size_t)size, file) != (size_t)size)
    data = NULL;
  fclose(file);
  return data;
}

int main(int argc, char **argv) {
  int colon = 2;
  while (colon < argc && strcmp(argv[colon], ":"))
    ++colon;
  if (argc < 3 || colon == argc)
    return fail("sima-a65-host", "needs SEGMENT.so INPUT... : OUTPUT=BYTES...");
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return fail("cannot be loaded", dlerror());
  entry_point run = (entry_point)dlsym(library, "sima_a65_run");
  if (!run)
    return fail("has no entry point", "sima_a65_run");
  int inputs = colon - 2, outputs = argc - colon - 1;
  const void **in = calloc((size_t)inputs + 1, sizeof(void *));
  void **out = calloc((size_t)outputs + 1, sizeof(void *));
  size_t *sizes = calloc((size_t)outputs + 1, sizeof(size_t));
  if (!in || !out || !sizes)
    return fail("sima-a65-host", "no memory");
  for (int i = 0; i < inputs; ++i)
    if (!(in[i] = read_file(argv[2 + i])))
      return fail(argv[2 + i], "cannot be read");
  for (int i = 0; i < outputs; ++i) {
    char *equals = strrchr(argv[colon + 1 + i], '=');
    if (!equals)
      return fail(argv[colon + 1 + i], "an output is FILE=BYTES");
    *equals = 0;
    sizes[i] = strtoull(equals + 1, NULL, 10);
    if (!(out[i] = buffer(sizes[i])))
      return fail(argv[colon + 1 + i], "no memory");
    memset(out[i], 0, sizes[i]);
  }
  int32_t code = run(in, out);
  if (code)
    return fail("sima_a65_run", strerror(code));
  for (int i = 0; i < outputs; ++i) {
    FILE *file = fopen(argv[colon + 1 + i], "wb");
    if (!file || fwrite(out[i], 1, sizes[i], file) != sizes[i] || fclose(file))
      return fail(argv[colon + 1 + i], "cannot be written");
  }
  return 0;
}
