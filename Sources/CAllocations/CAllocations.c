#define _GNU_SOURCE
#include "CAllocations.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

static _Thread_local uint64_t count;

uint64_t allocations_counted(void) { return count; }

#if defined(__linux__) && defined(__GLIBC__) && defined(__LP64__) && !defined(IS_SANITIZED) && (defined(__x86_64__) || defined(__aarch64__))

#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { jump_slot = R_X86_64_JUMP_SLOT, global_data = R_X86_64_GLOB_DAT };
#else
enum { jump_slot = R_AARCH64_JUMP_SLOT, global_data = R_AARCH64_GLOB_DAT };
#endif

// Pointers in data, which the tables that are changed below do not reach.
static void *(*const volatile real_malloc)(size_t) = malloc;
static void *(*const volatile real_calloc)(size_t, size_t) = calloc;
static void *(*const volatile real_realloc)(void *, size_t) = realloc;
static int (*const volatile real_posix_memalign)(void **, size_t, size_t) = posix_memalign;
static void *(*const volatile real_aligned_alloc)(size_t, size_t) = aligned_alloc;

static void *count_malloc(size_t bytes) {
  count++;
  return real_malloc(bytes);
}

static void *count_calloc(size_t members, size_t bytes) {
  count++;
  return real_calloc(members, bytes);
}

static void *count_realloc(void *block, size_t bytes) {
  count++;
  return real_realloc(block, bytes);
}

static int count_posix_memalign(void **block, size_t alignment, size_t bytes) {
  count++;
  return real_posix_memalign(block, alignment, bytes);
}

static void *count_aligned_alloc(size_t alignment, size_t bytes) {
  count++;
  return real_aligned_alloc(alignment, bytes);
}

static const struct {
  const char *name;
  void *counter;
} counted[] = {
    {"malloc", (void *)count_malloc},
    {"calloc", (void *)count_calloc},
    {"realloc", (void *)count_realloc},
    {"posix_memalign", (void *)count_posix_memalign},
    {"aligned_alloc", (void *)count_aligned_alloc},
};

// The entries that were changed, with what stood in them.
enum { most_entries = 512 };
static struct {
  void **place;
  void *original;
  bool is_read_only;
} changed[most_entries];
static size_t changes;

static bool set(void **place, void *value, bool is_read_only) {
  uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE);
  void *page = (void *)((uintptr_t)place & ~(size - 1));
  if (is_read_only && mprotect(page, size, PROT_READ | PROT_WRITE) != 0) return false;
  *place = value;
  return !is_read_only || mprotect(page, size, PROT_READ) == 0;
}

static bool lies_in_relro(const struct dl_phdr_info *object, uintptr_t place) {
  for (int index = 0; index < object->dlpi_phnum; index++) {
    const ElfW(Phdr) *header = &object->dlpi_phdr[index];
    uintptr_t begin = object->dlpi_addr + header->p_vaddr;
    if (header->p_type == PT_GNU_RELRO && place >= begin && place < begin + header->p_memsz) return true;
  }
  return false;
}

static void change(
    const struct dl_phdr_info *object, const ElfW(Rela) *entries, size_t bytes, const ElfW(Sym) *symbols,
    const char *names) {
  for (size_t index = 0; index < bytes / sizeof(ElfW(Rela)); index++) {
    const ElfW(Rela) *entry = &entries[index];
    uint32_t kind = (uint32_t)ELF64_R_TYPE(entry->r_info);
    if (kind != jump_slot && kind != global_data) continue;
    const char *name = names + symbols[ELF64_R_SYM(entry->r_info)].st_name;
    for (size_t which = 0; which < sizeof counted / sizeof counted[0]; which++) {
      if (strcmp(name, counted[which].name) != 0 || changes == most_entries) continue;
      void **place = (void **)(object->dlpi_addr + entry->r_offset);
      void *original = *place;
      if (!set(place, counted[which].counter, lies_in_relro(object, (uintptr_t)place))) continue;
      changed[changes].place = place;
      changed[changes].original = original;
      changed[changes].is_read_only = lies_in_relro(object, (uintptr_t)place);
      changes++;
    }
  }
}

static int visit(struct dl_phdr_info *object, size_t size, void *context) {
  (void)size;
  (void)context;
  const ElfW(Dyn) *dynamic = NULL;
  for (int index = 0; index < object->dlpi_phnum; index++) {
    if (object->dlpi_phdr[index].p_type == PT_DYNAMIC) {
      dynamic = (const ElfW(Dyn) *)(object->dlpi_addr + object->dlpi_phdr[index].p_vaddr);
    }
  }
  // The kernel's own object has no address tables that glibc has made absolute.
  if (!dynamic || strstr(object->dlpi_name, "linux-vdso")) return 0;
  const ElfW(Rela) *jumps = NULL, *others = NULL;
  const ElfW(Sym) *symbols = NULL;
  const char *names = NULL;
  size_t jump_bytes = 0, other_bytes = 0;
  for (; dynamic->d_tag != DT_NULL; dynamic++) {
    switch (dynamic->d_tag) {
    case DT_JMPREL: jumps = (const ElfW(Rela) *)dynamic->d_un.d_ptr; break;
    case DT_PLTRELSZ: jump_bytes = dynamic->d_un.d_val; break;
    case DT_RELA: others = (const ElfW(Rela) *)dynamic->d_un.d_ptr; break;
    case DT_RELASZ: other_bytes = dynamic->d_un.d_val; break;
    case DT_SYMTAB: symbols = (const ElfW(Sym) *)dynamic->d_un.d_ptr; break;
    case DT_STRTAB: names = (const char *)dynamic->d_un.d_ptr; break;
    default: break;
    }
  }
  if (!symbols || !names || (uintptr_t)symbols < object->dlpi_addr) return 0;
  if (jumps) change(object, jumps, jump_bytes, symbols, names);
  if (others) change(object, others, other_bytes, symbols, names);
  return 0;
}

bool allocation_counting_begin(void) {
  changes = 0;
  dl_iterate_phdr(visit, NULL);
  count = 0;
  return changes > 0;
}

void allocation_counting_end(void) {
  while (changes > 0) {
    changes--;
    set(changed[changes].place, changed[changes].original, changed[changes].is_read_only);
  }
}

#else

bool allocation_counting_begin(void) { return false; }

void allocation_counting_end(void) {}

#endif
