// A file system for SQLite that writes down what is done to files, and does it: see record.go.

#include "engine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define API __attribute__((weak))
typedef struct sqlite3_file sqlite3_file;
typedef struct io_methods {
	int iVersion;
	int (*xClose)(sqlite3_file *);
	int (*xRead)(sqlite3_file *, void *, int, int64_t);
	int (*xWrite)(sqlite3_file *, const void *, int, int64_t);
	int (*xTruncate)(sqlite3_file *, int64_t);
	int (*xSync)(sqlite3_file *, int);
	int (*xFileSize)(sqlite3_file *, int64_t *);
	int (*xLock)(sqlite3_file *, int);
	int (*xUnlock)(sqlite3_file *, int);
	int (*xCheckReservedLock)(sqlite3_file *, int *);
	int (*xFileControl)(sqlite3_file *, int, void *);
	int (*xSectorSize)(sqlite3_file *);
	int (*xDeviceCharacteristics)(sqlite3_file *);
} io_methods;
struct sqlite3_file { const io_methods *methods; };

typedef struct sqlite3_vfs {
	int iVersion, szOsFile, mxPathname;
	struct sqlite3_vfs *pNext;
	const char *zName;
	void *pAppData;
	int (*xOpen)(struct sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
	int (*xDelete)(struct sqlite3_vfs *, const char *, int);
	void *more[16];
} sqlite3_vfs;

API int sqlite3_vfs_register(sqlite3_vfs *, int);
API sqlite3_vfs *sqlite3_vfs_find(const char *);

// What was done.
enum { CREATED = 1, WRITTEN, TRUNCATED, SYNCED, DELETED, DIRECTORY_SYNCED };

typedef struct {
	sqlite3_file base;
	char *path;
	int syncs_directory; // With its next sync, as SQLite's own file system does for what it has created.
	sqlite3_file inner;  // More of it follows.
} recorded_file;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static dolab_record *first, *last;
static sqlite3_vfs *inner;
static sqlite3_vfs recording;

static void record(int kind, const char *path, int64_t at, const void *data, int n) {
	dolab_record *r = calloc(1, sizeof *r);
	r->kind = kind;
	r->path = strdup(path ? path : "");
	r->at = at;
	r->n = n;
	if (n > 0) {
		r->data = malloc(n);
		memcpy(r->data, data, n);
	}
	pthread_mutex_lock(&mutex);
	if (last) last->next = r;
	else first = r;
	last = r;
	pthread_mutex_unlock(&mutex);
}

void dolab_record_effect(int kind, const char *path, int64_t at, const void *data, int n) {
	record(kind, path, at, data, n);
}

dolab_record *dolab_recorded(void) {
	pthread_mutex_lock(&mutex);
	dolab_record *r = first;
	if (r) first = r->next;
	if (!first) last = 0;
	pthread_mutex_unlock(&mutex);
	return r;
}

void dolab_free_record(dolab_record *r) {
	free(r->path);
	free(r->data);
	free(r);
}

static recorded_file *of(sqlite3_file *f) { return (recorded_file *)f; }
static sqlite3_file *in(sqlite3_file *f) { return &of(f)->inner; }

static int rec_close(sqlite3_file *f) {
	int rc = in(f)->methods ? in(f)->methods->xClose(in(f)) : 0;
	free(of(f)->path);
	return rc;
}
static int rec_read(sqlite3_file *f, void *p, int n, int64_t at) { return in(f)->methods->xRead(in(f), p, n, at); }
static int rec_write(sqlite3_file *f, const void *p, int n, int64_t at) {
	record(WRITTEN, of(f)->path, at, p, n);
	return in(f)->methods->xWrite(in(f), p, n, at);
}
static int rec_truncate(sqlite3_file *f, int64_t size) {
	record(TRUNCATED, of(f)->path, size, 0, 0);
	return in(f)->methods->xTruncate(in(f), size);
}
static int rec_sync(sqlite3_file *f, int flags) {
	int rc = in(f)->methods->xSync(in(f), flags);
	if (rc) return rc;
	record(SYNCED, of(f)->path, 0, 0, 0);
	if (of(f)->syncs_directory) record(DIRECTORY_SYNCED, of(f)->path, 0, 0, 0);
	of(f)->syncs_directory = 0;
	return rc;
}
static int rec_size(sqlite3_file *f, int64_t *n) { return in(f)->methods->xFileSize(in(f), n); }
static int rec_lock(sqlite3_file *f, int how) { return in(f)->methods->xLock(in(f), how); }
static int rec_unlock(sqlite3_file *f, int how) { return in(f)->methods->xUnlock(in(f), how); }
static int rec_reserved(sqlite3_file *f, int *is) { return in(f)->methods->xCheckReservedLock(in(f), is); }
static int rec_control(sqlite3_file *f, int what, void *p) { return in(f)->methods->xFileControl(in(f), what, p); }
static int rec_sector(sqlite3_file *f) { return in(f)->methods->xSectorSize(in(f)); }
static int rec_device(sqlite3_file *f) { return in(f)->methods->xDeviceCharacteristics(in(f)); }

static const io_methods methods = {1, rec_close, rec_read, rec_write, rec_truncate, rec_sync, rec_size, rec_lock,
	rec_unlock, rec_reserved, rec_control, rec_sector, rec_device};

static int rec_open(sqlite3_vfs *v, const char *path, sqlite3_file *f, int flags, int *out) {
	(void)v;
	recorded_file *r = of(f);
	r->base.methods = 0;
	r->path = strdup(path ? path : "");
	r->syncs_directory = (flags & 0x4 /* CREATE */) && (flags & 0x84800 /* WAL, MAIN and SUPER JOURNAL */);
	int rc = inner->xOpen(inner, path, &r->inner, flags, out);
	if (rc && !r->inner.methods) {
		free(r->path);
		return rc;
	}
	r->base.methods = &methods;
	if (flags & 0x4 && path) record(CREATED, path, 0, 0, 0); // Or opened: who reads this knows whether it was there.
	return rc;
}

static int rec_delete(sqlite3_vfs *v, const char *path, int sync) {
	int rc = inner->xDelete(v, path, sync);
	if (rc) return rc;
	record(DELETED, path, 0, 0, 0);
	if (sync) record(DIRECTORY_SYNCED, path, 0, 0, 0);
	return rc;
}

static void enroll_recording(void) {
	inner = sqlite3_vfs_find("dolab");
	recording = *inner;
	recording.zName = "dolab-record";
	recording.szOsFile = (int)sizeof(recorded_file) + inner->szOsFile;
	recording.xOpen = rec_open;
	recording.xDelete = rec_delete;
	sqlite3_vfs_register(&recording, 0);
}

// Registers the file system, after that of the package.
void dolab_record_files(void) {
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, enroll_recording);
}
