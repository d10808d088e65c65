/* One thread loads a module; others that import it wait until that is done.
 *
 * Who loads what, and who waits for what, is in two lists that only the thread holding the lock of all threads
 * touches; the mutex is for sleeping.  A thread that would wait for itself in the end, as when modules import
 * each other in several threads, does not wait and gets the module as far as it is. */
#include <pthread.h>
#include "../threads.h"
#include "import.h"

typedef struct Wait { const Ctx *who; Value name; struct Wait *next; } Wait;

static ImportLoad *loads;
static Wait *waits;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static uint64_t ends; /* how many loads have ended, or how often the lock was let go */
static const Ctx *holder; /* of the lock, or NULL */
static int depth;

static const ImportLoad *load_of(Value name) {
  for (const ImportLoad *l = loads; l; l = l->next)
    if (str_equal(l->name, name)) return l;
  return NULL;
}

static const Wait *wait_of(const Ctx *who) {
  for (const Wait *w = waits; w; w = w->next)
    if (w->who == who) return w;
  return NULL;
}

/* Does the load's end depend on this thread? */
static int leads_to(const Ctx *ctx, const ImportLoad *l) {
  while (l && l->owner != ctx) {
    const Wait *w = wait_of(l->owner);
    l = w ? load_of(w->name) : NULL;
  }
  return l != NULL;
}

static void wait_for_an_end(Ctx *ctx) {
  uint64_t seen = ends;
  kr_wait_begin(ctx);
  pthread_mutex_lock(&mutex);
  while (ends == seen) pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
  kr_wait_end(ctx);
}

static void announce(void) {
  if (!kr_has_threads) return;
  pthread_mutex_lock(&mutex);
  ends++;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
}

int import_await(Ctx *ctx, Value name) {
  const ImportLoad *l = load_of(name);
  if (!l || leads_to(ctx, l)) return 0;
  Wait wait = {ctx, name, waits}, **at = &waits;
  waits = &wait;
  wait_for_an_end(ctx);
  while (*at != &wait) at = &(*at)->next;
  *at = wait.next;
  return 1;
}

/* The child of a fork has the forking thread only. */
static void after_fork(void) {
  const Ctx *ctx = kr_current_ctx();
  pthread_mutex_init(&mutex, NULL);
  pthread_cond_init(&changed, NULL);
  waits = NULL;
  if (holder != ctx) holder = NULL, depth = 0;
  for (ImportLoad **at = &loads; *at;)
    if ((*at)->owner == ctx) at = &(*at)->next;
    else *at = (*at)->next;
}

static void prepare(void) {
  static int prepared;
  if (!prepared) pthread_atfork(NULL, NULL, after_fork);
  prepared = 1;
}

void import_begin(Ctx *ctx, ImportLoad *load, Value name) {
  prepare();
  *load = (ImportLoad){name, ctx, loads};
  loads = load;
}

void import_end(ImportLoad *load) {
  ImportLoad **at = &loads;
  while (*at != load) at = &(*at)->next;
  *at = load->next;
  announce();
}

/* ---- the lock of importlib's finders ---- */

void import_lock_acquire(Ctx *ctx) {
  prepare();
  while (holder && holder != ctx) wait_for_an_end(ctx);
  holder = ctx;
  depth++;
}

int import_lock_release(const Ctx *ctx) {
  if (holder != ctx) return -1;
  if (--depth > 0) return 0;
  holder = NULL;
  announce();
  return 0;
}

int import_lock_held(void) { return holder != NULL; }
