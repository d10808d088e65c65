/* What the files of the sys module share. */
#ifndef KRAIT_SYS_H
#define KRAIT_SYS_H

#include "../api.h"

int sys_add_data(Ctx *, Value module);   /* sys_data.c: versions, paths, flags, numbers */
int sys_add_hooks(Ctx *, Value module);  /* sys_hooks.c: displayhook, excepthook, audit, trace, ... */
int sys_add_stdio(Ctx *);                /* sys_stdio.c; after everything else has started */
const char *sys_stdlib(void);            /* the standard library's folder */
extern const char *const sys_site_folders[]; /* of installed packages; NULL-terminated; not all need exist */
Value sys_asyncgen_hooks(Ctx *, Value firstiter, Value finalizer);

#endif
