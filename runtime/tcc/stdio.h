/* For libtcc without system headers: nothing of it is used, but ir/code.h names FILE. */
typedef struct FILE FILE;
