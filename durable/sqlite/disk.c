// What a database in a file needs of its files beyond SQLite's statements: see wal.go.

#include "engine.h"

#include <string.h>

#define API __attribute__((weak))
typedef struct sqlite3_file sqlite3_file;
typedef struct {
	int iVersion;
	int (*xClose)(sqlite3_file *);
	int (*xRead)(sqlite3_file *, void *, int, int64_t);
	int (*xWrite)(sqlite3_file *, const void *, int, int64_t);
	int (*xTruncate)(sqlite3_file *, int64_t);
	int (*xSync)(sqlite3_file *, int);
	int (*xFileSize)(sqlite3_file *, int64_t *);
} io_methods;
struct sqlite3_file { const io_methods *methods; };

API int sqlite3_db_config(sqlite3 *, int, ...);
API int sqlite3_file_control(sqlite3 *, const char *, int, void *);
API void *sqlite3_wal_hook(sqlite3 *, int (*)(void *, sqlite3 *, const char *, int), void *);
API int sqlite3_wal_checkpoint_v2(sqlite3 *, const char *, int, int *, int *);

enum { HEADER = 32 }; // Bytes that begin a log.

// Called at each commit: the log has that many frames.
static int committed(void *p, sqlite3 *db, const char *name, int frames) {
	(void)db, (void)name;
	((dolab_conn *)p)->frames = frames;
	return 0;
}

// Leaves it to us when the log is written back into the database.
void dolab_own_log(dolab_conn *c) {
	sqlite3_db_config(c->db, 1006 /* NO_CKPT_ON_CLOSE */, 1, (int *)0);
	sqlite3_wal_hook(c->db, committed, c);
}

// Lets the next close write the log back and delete it.
void dolab_leave_log(dolab_conn *c) { sqlite3_db_config(c->db, 1006 /* NO_CKPT_ON_CLOSE */, 0, (int *)0); }

// Finds the files: they stay the same for as long as the connection lives, once the log has been used.
void dolab_files(dolab_conn *c) {
	c->base_file = c->log_file = 0;
	sqlite3_file_control(c->db, "main", 7 /* FILE_POINTER */, &c->base_file);
	sqlite3_file_control(c->db, "main", 28 /* JOURNAL_POINTER */, &c->log_file);
}

// Makes what was written to a file durable. It may run on any thread, beside the connection's own.
int dolab_sync(void *file) {
	sqlite3_file *f = file;
	if (!f || !f->methods) return 0;
	return f->methods->xSync(f, 0x12 /* NORMAL, DATAONLY */);
}

int dolab_read(void *file, void *to, int n, int64_t at) {
	sqlite3_file *f = file;
	if (!f || !f->methods) return 1;
	return f->methods->xRead(f, to, n, at);
}

int dolab_truncate(void *file, int64_t size) {
	sqlite3_file *f = file;
	if (!f || !f->methods) return 0;
	return f->methods->xTruncate(f, size);
}

// Appends n zeros to a file that ends by least, or as many as there is room for. Returns how long the file is then.
int64_t dolab_reserve(void *file, int64_t least, int64_t n) {
	static const char zeros[1 << 16];
	sqlite3_file *f = file;
	int64_t size;
	if (!f || !f->methods || f->methods->xFileSize(f, &size)) return least;
	if (size > least) return size;
	for (int64_t end = size + n; size < end;) {
		int part = end - size < (int64_t)sizeof zeros ? (int)(end - size) : (int)sizeof zeros;
		if (f->methods->xWrite(f, zeros, part, size)) break;
		size += part;
	}
	return size;
}

// Keeps the header of the log and overwrites it, so that no later reader takes what follows for a log; or writes it back.
int dolab_header(dolab_conn *c, int back) {
	static const char zero[HEADER];
	sqlite3_file *f = c->log_file;
	if (!f || !f->methods) return 0;
	if (back) return f->methods->xWrite(f, c->header, HEADER, 0);
	int rc = f->methods->xRead(f, c->header, HEADER, 0);
	return rc ? rc : f->methods->xWrite(f, zero, HEADER, 0);
}

// Writes the log back into the database, as far as that is possible now, or only looks. Leaves in n how many frames
// the log has, and in tail how many of them are in the database.
int dolab_checkpoint(dolab_conn *c, int look) {
	int frames = -1, done = -1;
	int rc = sqlite3_wal_checkpoint_v2(c->db, "main", look ? -1 : 0 /* PASSIVE */, &frames, &done);
	c->n = frames;
	c->tail = done;
	return rc;
}
