/* Out-of-line halves of the interpreter's instructions (vm_help.c). */
#ifndef RUNTIME_VM_HELP_H
#define RUNTIME_VM_HELP_H

#include "../krait.h"

/* A name in a class or module body's namespace: new reference, KR_ABSENT, or 0. */
Value vm_namespace_get(Ctx *, Value ns, Value name);
int vm_delete_name(Ctx *, Value ns, Value name); /* NameError if it is not there */
int vm_setup_annotations(Ctx *, Value ns);
int vm_list_extend(Ctx *, Value list, Value iterable);
int vm_dict_update(Ctx *, Value dict, Value mapping);
int vm_dict_merge(Ctx *, Value callee, Value dict, Value mapping);
/* x -- xn..x1, and with a starred target; the new sp or NULL. */
Value *vm_unpack_any(Ctx *, Value *sp, size_t n);
Value *vm_unpack_star(Ctx *, Value *sp, size_t before, size_t after);
/* How messages about a call name the callee: "mod.f()". */
Value call_target_name(Ctx *, Value f);

#endif
